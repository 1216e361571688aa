import type { Ended } from '../../scripts/command.ts'

/** What a terminal shows: the command, and everything that was printed. */
export interface Transcript {
  /** The client's name, which is the first word of the command. */
  readonly client: string
  readonly command: string
  readonly printed: string
}

/** What stands in place of the address of the store under test. */
export const exampleHost = 'store.example'
const exampleId = '01980a3c-5b1e-7c44-9d0f-3a6e2b7f8c15'

/** Output as any machine would print it: no times, no ids, no port and no folder of this one. */
export function scrub({ stdout, stderr }: Ended, host: string, folder: string): string {
  return (stdout + stderr)
    .replaceAll(`${folder}/`, '')
    .replaceAll(`http://${host}`, `https://${exampleHost}`)
    .replaceAll(host, exampleHost)
    .replaceAll(encodeURIComponent(host), exampleHost)
    .replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, exampleId)
    .replace(/^\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d /gm, '')
    .replace(/time="?[\d-]+T[\d:.]+Z?"? /g, '')
    .replace(/[ \t]+$/gm, '')
    .trim()
}

/** The transcripts as one block of a document. */
export function block(transcripts: readonly Transcript[]): string {
  return ['```console', ...transcripts.map(({ command, printed }) => `$ ${command}\n${printed}`), '```'].join('\n')
}

/** The transcripts that stand under a heading of the document, by client. */
export function transcriptsUnder(document: string, title: string): ReadonlyMap<string, Transcript> {
  const [, section = ''] = document.split(`\n### ${title}\n`)
  const [, fenced = ''] = section.split('\n### ', 1)[0]?.split('```console\n') ?? []
  const parts = fenced.split('\n```', 1)[0]?.split(/^\$ /m).slice(1) ?? []
  return new Map(
    parts.map((part) => {
      const [command = '', ...printed] = part.split('\n')
      const client = command.split(' ')[0] ?? ''
      return [client, { client, command, printed: printed.join('\n').trim() }]
    }),
  )
}

/** The document with everything between the two marks replaced. */
export function withGenerated(document: string, generated: string): string {
  const [begin, end] = ['<!-- transcripts begin -->', '<!-- transcripts end -->']
  const [before, rest = ''] = document.split(begin)
  const [, after] = rest.split(end)
  if (after === undefined) throw new Error(`The document lacks ${begin} or ${end}.`)
  return `${before}${begin}\n\n${generated}\n\n${end}${after}`
}
