import { randomBytes } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type BuiltImage, buildImage } from '../../src/app/demo/image.ts'
import type { Person } from '../../src/app/demo/people.ts'
import { approvedProduct } from '../support/crash-bench.ts'
import type { TestPublisher } from '../support/publisher.ts'
import { type ServedStore, serveStore } from '../support/served-store.ts'
import type { ServerProcess } from '../support/server-process.ts'

/**
 * kill -9 at random moments of a push, a publish and a checkout: what was acknowledged is there after a restart,
 * nothing is half-published, the books balance, and the work can be repeated.
 */
const times = 20
const moment = (most: number) => wait(Math.random() * most)

let store: ServedStore
let server: ServerProcess
let operator: Person
let acme: TestPublisher

beforeAll(async () => {
  store = await serveStore()
  ;({ server, operator } = store)
  acme = await store.publisher('acme')
})
afterAll(() => server?.remove())

test(`two servers on one data folder: the second refuses, says why, and changes nothing`, async () => {
  const { code, printed } = await server.rival(['serve'])
  expect(code).not.toBe(0)
  expect(printed).toMatch(/in use|already/i)
  expect(printed).toContain(server.dataDir)
  expect(printed).not.toMatch(/\n\s+at /)
  expect((await operator.client.get<{ account: { name: string } }>('/session')).account.name).toBe(operator.name)
})

test(`${times} kills during a push`, { timeout: 1_800_000 }, async () => {
  for (let round = 0; round < times; round++) {
    const image = await bulkyImage(round)
    const tag = `1.0.${round}`
    const acknowledged = await interrupted(() => acme.person.pushes(image, 'acme/bulky', tag), 350)
    await restart()
    if (acknowledged.done) expect((await acme.person.docker.pull('acme/bulky', tag)).digest).toBe(image.manifest.digest)
    await acme.person.pushes(image, 'acme/bulky', tag)
    const pulled = await acme.person.docker.pull('acme/bulky', tag)
    expect(pulled).toMatchObject({ digest: image.manifest.digest, bytes: bytesOf(image) })
  }
  const { items } = await acme.person.client.get<{ items: { tag: string }[] }>('/tags?repository=acme/bulky')
  expect(items).toHaveLength(times)
})

test(`${times} kills during a publish`, { timeout: 1_800_000 }, async () => {
  for (let round = 0; round < times; round++) {
    const name = `gadget${round}`
    const { submissionId, image } = await approvedProduct(acme, operator, name)
    const publish = () => acme.person.client.post(`/submissions/${submissionId}/publish`)
    const acknowledged = await interrupted(publish, 250)
    await restart()
    const published = (await listing(name)).status === 200
    const { submission } = await acme.person.client.get<{ submission: { state: string } }>(
      `/submissions/${submissionId}`,
    )
    expect(submission.state).toBe(published ? 'published' : 'approved')
    if (acknowledged.done) expect(published).toBe(true)
    if (!published) await publish()
    expect((await listing(name)).status).toBe(200)
    for (const repository of [name, `${name}-pro`]) {
      const pulled = await operator.docker.pull(`store/acme/${repository}`, '1.0.0')
      expect(pulled).toMatchObject({ digest: image.manifest.digest, bytes: bytesOf(image) })
    }
  }
})

test(`${times} kills during a checkout`, { timeout: 1_800_000 }, async () => {
  const buyer = await store.person('heron')
  const { submissionId } = await approvedProduct(acme, operator, 'lantern')
  await acme.person.client.post(`/submissions/${submissionId}/publish`)
  const { plans } = (await (await listing('lantern')).json()) as { plans: { id: string; name: string }[] }
  const plan = plans.find(({ name }) => name === 'Pro')
  const terms = await buyer.client.get<{ hash: string }>(`/plans/${plan?.id}/terms`)
  for (let round = 0; round < times; round++) {
    const account = `flock${round}`
    await buyer.createsOrganization(account, account)
    const buy = () =>
      buyer.client.post<{ state: string }>('/orders', {
        planId: plan?.id,
        account,
        period: 'month',
        currency: 'EUR',
        termsHash: terms.hash,
        billing: { name: 'Henry Heron', email: buyer.email, country: 'DE' },
        card: { number: '4242424242424242' },
        idempotencyKey: account,
      })
    const acknowledged = await interrupted(buy, 200)
    await restart()
    if (acknowledged.done) expect((await ordersOf(buyer, account)).map(({ state }) => state)).toEqual(['paid'])
    await booksBalance()
    await eventuallyPaid(buyer, account, buy)
    const receipts = await buyer.client.get<{ items: unknown[] }>(`/receipts?account=${account}`)
    expect(receipts.items).toHaveLength(1)
    const held = await buyer.client.get<{ items: { state: string }[] }>(`/subscriptions?account=${account}`)
    expect(held.items.map(({ state }) => state)).toEqual(['active'])
  }
  await booksBalance()
  expect((await ledger()).filter(({ kind }) => kind === 'sale')).toHaveLength(times)
})

const listing = (slug: string) => fetch(`${server.baseUrl}/api/v1/listings/${slug}`)

/** Begins the work, kills the server at a random moment; `done` says that the work was acknowledged before. */
async function interrupted(work: () => Promise<unknown>, most: number): Promise<{ done: boolean }> {
  const outcome = { done: false }
  const running = work().then(
    () => {
      outcome.done = true
    },
    () => {},
  )
  await moment(most)
  await server.kill()
  await running
  return outcome
}

async function restart(): Promise<void> {
  await server.start()
}

function bulkyImage(round: number): Promise<BuiltImage> {
  const layer = (part: number) => ({
    createdBy: `ADD part${part}`,
    files: [{ path: `data/${round}-${part}`, content: randomBytes(3_000_000) }],
    compression: 'none' as const,
  })
  return buildImage({ layers: [layer(1), layer(2), layer(3)] })
}

const bytesOf = (image: BuiltImage) => [image.config, ...image.layers].reduce((sum, { size }) => sum + size, 0)

async function ordersOf(buyer: Person, account: string): Promise<{ state: string }[]> {
  return (await buyer.client.get<{ items: { state: string }[] }>(`/orders?account=${account}`)).items
}

/** The same request again is the same order; the reconciling job settles it if the answer of the provider was lost. */
async function eventuallyPaid(buyer: Person, account: string, buy: () => Promise<{ state: string }>): Promise<void> {
  for (let tries = 0; tries < 100; tries++) {
    if ((await buy()).state === 'paid') return
    await wait(100)
  }
  throw new Error(`The order of ${account} was never settled: ${JSON.stringify(await ordersOf(buyer, account))}`)
}

interface Entry {
  readonly kind: string
  readonly postings: readonly { amount: { amount: string; currency: string } }[]
}

async function ledger(): Promise<Entry[]> {
  const entries: Entry[] = []
  for (let cursor = ''; ; ) {
    const query = cursor === '' ? '' : `?cursor=${cursor}`
    const page = await operator.client.get<{ items: Entry[]; next?: string | null }>(`/ledger/entries${query}`)
    entries.push(...page.items)
    if (!page.next) return entries
    cursor = page.next
  }
}

async function booksBalance(): Promise<void> {
  for (const { postings } of await ledger()) {
    expect(postings.reduce((sum, { amount }) => sum + BigInt(amount.amount), 0n)).toBe(0n)
  }
}
