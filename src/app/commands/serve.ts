import { createSetupLink, hasOperator } from '../../accounts/index.ts'
import type { CommandContext, ServingContext } from '../command-line.ts'
import { openStore } from '../open-store.ts'
import { type StartedStore, startStore } from '../start.ts'
import { untilStopped } from '../until-stopped.ts'

/** `chandlery serve`: runs the store until it is told to stop. */
export async function serveCommand({ config, log, print, database }: ServingContext): Promise<void> {
  const started = await startStore(config, log, { demo: false, database })
  print(`Chandlery answers at ${started.url}`)
  await printSetupLink(started, print)
  await untilStopped(started, log)
}

async function printSetupLink({ store }: StartedStore, print: (line: string) => void): Promise<void> {
  const ctx = store.makeContext({ kind: 'system', reason: 'first start' })
  if (await hasOperator(ctx)) return
  const { url, expiresAt } = await createSetupLink(ctx)
  print('This store has no operator yet. Open this link to become the first one:')
  print(`  ${url}`)
  print(`It works once, until ${expiresAt.toUTCString()}. For a new one: chandlery setup-link`)
}

/** `chandlery setup-link`: a new one-time link for the first operator. The store must not be running on the same folder. */
export async function setupLinkCommand({ config, log, print }: CommandContext): Promise<void> {
  const store = await openStore(config, log)
  try {
    const { url, expiresAt } = await createSetupLink(store.makeContext({ kind: 'system', reason: 'setup-link' }))
    print(url)
    print(`It works once, until ${expiresAt.toUTCString()}.`)
  } finally {
    await store.close()
  }
}
