// `tsx scripts/with-store.ts PROGRAM ARG…`: runs a registry client against a store of its own, started for the run on an
// empty data folder and a free port, and ends as the program ended. The program finds the store's address and the
// credentials of somebody who may push to, pull from and delete in two namespaces in the OCI_… variables.
import { serveStore } from '../test/support/served-store.ts'
import { run } from './command.ts'

const [program = '', ...args] = process.argv.slice(2)
const { server, publisher } = await serveStore()
try {
  const { person } = await publisher('conformance')
  const { secret } = await person.client.post<{ secret: string }>('/access-tokens', {
    name: 'conformance',
    scopes: ['pull', 'push'],
  })
  const env = {
    OCI_REGISTRY: new URL(server.baseUrl).host,
    OCI_TLS: 'disabled',
    OCI_USERNAME: person.name,
    OCI_PASSWORD: secret,
    OCI_REPO1: 'conformance/repo1',
    OCI_REPO2: 'conformance/repo2',
  }
  process.exitCode = (await run(program, args, { env, show: true, cwd: process.env.INIT_CWD ?? process.cwd() })).code
} finally {
  await server.remove()
}
