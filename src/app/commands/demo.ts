import { hasOperator } from '../../accounts/index.ts'
import type { ServingContext } from '../command-line.ts'
import { demoPassword, demoPeople, loadDemo } from '../demo/load-demo.ts'
import { readOutbox } from '../mail-outbox.ts'
import { startStore } from '../start.ts'
import { untilStopped } from '../until-stopped.ts'

/** `npm start`: the store on an empty folder, filled while it already answers. On a folder with content: just the store. */
export async function demoCommand({ config, log, print, database }: ServingContext): Promise<void> {
  const started = await startStore(config, log, { demo: true, database })
  const { store, url } = started
  print(`\nChandlery answers at ${url}\n`)
  if (!(await hasOperator(store.makeContext({ kind: 'system', reason: 'demo' })))) {
    print('The data folder is empty: loading the demo store (publishers, products, reviews). Pages fill as it goes.')
    const begun = performance.now()
    await loadDemo(store, url, () => readOutbox(store))
    print(`Demo store loaded in ${((performance.now() - begun) / 1000).toFixed(1)} s.\n`)
  }
  for (const line of introduction(url, config.dataDir)) print(line)
  await untilStopped(started, log)
}

function introduction(url: string, dataDir: string): string[] {
  const host = new URL(url).host
  return [
    `Sign in at ${url}/sign-in (password of all demo accounts: ${demoPassword})`,
    ...Object.entries(demoPeople).map(([role, name]) => `  ${role.padEnd(10)} ${name}`),
    '',
    'Three commands to try:',
    `  docker pull ${host}/store/saltworks/keel:12.11`,
    `  docker login ${host} -u ${demoPeople.customer} -p ${demoPassword} && docker pull ${host}/store/harbourlight/breakwater-community:1.8.0`,
    `  docker pull ${host}/store/harbourlight/breakwater-pro:1.8.0   # refused, and the answer says where to buy it`,
    '',
    `Mails that the store sends: ${url}/dev/mail    Data: ${dataDir}    Stop: Ctrl+C`,
  ]
}
