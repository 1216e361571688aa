import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { BuiltImage } from '../../src/app/demo/image.ts'
import { Person } from '../../src/app/demo/people.ts'
import { productManifest, TestPublisher } from '../../test/support/publisher.ts'
import { ServerProcess } from '../../test/support/server-process.ts'
import type { Contestant, Purpose } from './contestant.ts'

/** Our store as an operator runs it, with a publisher, a published product behind terms, and a subscribed customer. */
export interface OurStore extends Contestant {
  readonly name: 'ours'
  readonly server: ServerProcess
  readonly operator: Person
  readonly publisher: Person
  readonly customer: Person
  /** A pull token of the customer for the product, or of the publisher for staging. */
  token(purpose: Purpose): Promise<string>
}

const repositories = { published: 'store/acme/widget', blobs: 'acme/bulk', pushed: 'acme/bulk' } as const

/** A thousand requests a second from one address are many for a stranger. */
const withoutLimits = { CHANDLERY_ADDRESS_REQUESTS: '0', CHANDLERY_ANONYMOUS_PULLS: '0' }

/** Starts a store of its own, built and configured as for operation, and fills it through its interface. */
export async function startOurStore(
  image: BuiltImage,
  env: NodeJS.ProcessEnv = {},
  flags: readonly string[] = [],
): Promise<OurStore> {
  const server = await ServerProcess.prepare({ ...withoutLimits, ...env }, flags)
  await server.start()
  const { operator, publisher, customer } = await fill(server, image)
  const { hostname, port } = new URL(server.baseUrl)
  const store: OurStore = {
    name: 'ours',
    server,
    operator,
    publisher,
    customer,
    get pid() {
      return server.pid
    },
    repository: (purpose) => repositories[purpose],
    token: (purpose) => fetchToken(server.baseUrl, purpose === 'published' ? customer : publisher, purpose),
    async target(purpose) {
      return { host: hostname, port: Number(port), headers: { authorization: `Bearer ${await store.token(purpose)}` } }
    },
    async dropBlob(digest) {
      const hex = digest.slice('sha256:'.length)
      await rm(join(server.dataDir, 'blobs/sha256', hex.slice(0, 2), hex), { recursive: true, force: true })
    },
    async stop() {
      await server.stop()
      await server.remove()
    },
  }
  return store
}

/** From the first operator to a customer who may pull. */
async function fill(
  server: ServerProcess,
  image: BuiltImage,
): Promise<Pick<OurStore, 'operator' | 'publisher' | 'customer'>> {
  const visited = { baseUrl: server.baseUrl, mails: server.mails }
  const operator = new Person(visited, 'olga')
  const [, token] = await server.prints(/\/setup\?token=(\S+)/)
  const { name: username, email, password } = operator
  await operator.client.post('/setup', { token, username, email, password })

  const owner = await new Person(visited, 'acme-owner').joins()
  await owner.createsOrganization('acme', 'Acme')
  const application = { account: 'acme', companyName: 'Acme', website: 'https://acme.example', message: 'Widgets.' }
  const { id } = await owner.client.post<{ id: string }>('/publishers', application)
  await operator.client.post(`/publishers/${id}/accept`)
  const acme = new TestPublisher(owner, 'acme', id)
  await acme.signsAgreement()
  await acme.completesProfile()

  for (const name of ['widget', 'widget-pro']) await owner.pushes(image, `acme/${name}`, '1.0.0')
  const product = await owner.client.post<{ id: string }>(`/publishers/${id}/products`, { name: 'Widget' })
  await owner.client.put(`/products/${product.id}/draft`, await productManifest(owner, product.id, 'acme'))
  const submission = await owner.client.post<{ id: string }>(`/products/${product.id}/submissions`, {
    publish: 'manual',
  })
  await operator.client.post(`/submissions/${submission.id}/approve`, {})
  await owner.client.post(`/submissions/${submission.id}/publish`)

  const customer = await new Person(visited, 'heron').joins()
  const { plans } = await customer.client.get<{ plans: { id: string; name: string }[] }>('/listings/widget')
  const planId = plans.find(({ name }) => name === 'Community')?.id
  const terms = await customer.client.get<{ hash: string }>(`/plans/${planId}/terms`)
  await customer.client.post('/subscriptions', { planId, account: customer.name, termsHash: terms.hash })
  return { operator, publisher: owner, customer }
}

async function fetchToken(baseUrl: string, { name, password }: Person, purpose: Purpose): Promise<string> {
  const actions = purpose === 'blobs' ? 'pull,push' : 'pull'
  const query = new URLSearchParams({
    service: new URL(baseUrl).host,
    scope: `repository:${repositories[purpose]}:${actions}`,
  })
  const authorization = `Basic ${Buffer.from(`${name}:${password}`).toString('base64')}`
  const response = await fetch(`${baseUrl}/auth/token?${query}`, { headers: { authorization } })
  if (!response.ok) throw new Error(`The token was refused: ${await response.text()}`)
  return ((await response.json()) as { token: string }).token
}
