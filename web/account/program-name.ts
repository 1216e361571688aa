/** What a client calls itself, without its versions and platform: "docker/27.3.1 go/… os/linux" is docker 27.3.1. */
export function programName(client: string): string {
  const [program = '', version] = (client.split(' ')[0] ?? '').split('/')
  if (program === '') return 'Unknown program'
  return version === undefined ? program : `${program} ${version}`
}
