import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Person } from '../../src/app/demo/people.ts'
import { RegistryClient, type RegistryRefused } from '../../src/app/demo/registry-client.ts'
import { days, hours } from '../../src/platform/clock.ts'
import { productManifest, smallImage, type TestPublisher } from '../support/publisher.ts'
import { type TestStore, testStore } from '../support/test-store.ts'

/** The decision table of registry access (AUT-090…094) over HTTP, as docker asks: token first, then the manifest. */
let store: TestStore
let acme: TestPublisher
let security: Person
let productId: string
const plans = new Map<string, string>()
const callers = new Map<string, RegistryClient>()
let buyer: Person

const levels = ['open', 'members', 'terms', 'paid', 'licensed'] as const
type Level = (typeof levels)[number]

beforeAll(async () => {
  store = await testStore({ advisories: false })
  acme = await store.publisher('acme')
  security = await store.staff('sid', 'security')
  const moderator = await store.staff('mora', 'moderator')
  await moderator.client.put(`/publishers/${acme.id}/capabilities`, { byolUngated: true, byolGated: true })
  for (const level of levels) await acme.person.pushes(await smallImage(level, '1.0.0'), `acme/${level}`, '1.0.0')
  await publish(moderator)
  for (const level of levels) plans.set(level, (await store.planOf('toolbox', level)).id)
  callers.set('a stranger', new RegistryClient(store.baseUrl))
  callers.set('somebody signed in', (await store.person('owl')).docker)
  callers.set('a subscriber', (await subscriber('heron')).docker)
  buyer = await paying('finch')
  callers.set('somebody who paid', buyer.docker)
  callers.set('a licence holder', (await licensed('crane')).docker)
})
afterAll(() => store?.close())

const ok = 'pulls'
const table: Readonly<Record<string, Readonly<Record<Level, string | RegExp>>>> = {
  'a stranger': {
    open: ok,
    members: /^log in first: docker login/,
    terms: /^log in first/,
    paid: /^log in first/,
    licensed: /^log in first/,
  },
  'somebody signed in': {
    open: ok,
    members: ok,
    terms: /^accept the terms of .* once at http/,
    paid: /needs a paid plan: http/,
    licensed: /needs a licence from its publisher: http/,
  },
  'a subscriber': { open: ok, members: ok, terms: ok, paid: /needs a paid plan/, licensed: /needs a licence/ },
  'somebody who paid': { open: ok, members: ok, terms: /^accept the terms/, paid: ok, licensed: /needs a licence/ },
  'a licence holder': { open: ok, members: ok, terms: /^accept the terms/, paid: /needs a paid plan/, licensed: ok },
}

test.each(Object.keys(table))('%s pulls what the table says, and reads why not otherwise', async (who) => {
  const outcome = Object.fromEntries(
    await Promise.all(levels.map(async (level) => [level, await pull(who, level)] as const)),
  )
  for (const level of levels) {
    const expected = table[who]?.[level] ?? ''
    if (typeof expected === 'string') expect(`${level}: ${outcome[level]}`).toBe(`${level}: ${expected}`)
    else expect(outcome[level]).toMatch(expected)
  }
})

test('every refusal names the product page, except where docker login comes first', async () => {
  expect(await pull('somebody signed in', 'paid')).toContain(`${store.baseUrl}/images/toolbox`)
  expect(await pull('a stranger', 'paid')).toContain(`docker login ${store.registryHost}`)
})

test('names that do not exist are refused like names that are hidden', async () => {
  const [hidden, absent] = await Promise.all([pull('a stranger', 'acme/open'), pull('a stranger', 'acme/nothing')])
  expect(hidden.replaceAll('acme/open', 'X')).toBe(absent.replaceAll('acme/nothing', 'X'))
})

test('on hold: those who had access go on with a warning, nobody new comes in', async () => {
  await security.client.post(`/listings/${productId}/hold`, { reason: 'A critical flaw is past its deadline' })
  await store.settle()
  const held = await callers.get('a subscriber')?.pull('store/acme/terms', '1.0.0')
  expect(held?.warnings.join()).toMatch(/on hold/)
  expect(await pull('somebody signed in', 'terms')).toMatch(/is on hold .*new subscriptions are closed; see http/)
  expect(await pull('somebody signed in', 'members')).toBe(ok)

  await security.client.post(`/listings/${productId}/lift-hold`, { note: 'Fixed in 1.0.1' })
  store.clock.advance(hours(1))
  const released = await callers.get('a subscriber')?.pull('store/acme/terms', '1.0.0')
  expect(released?.warnings).toEqual([])
})

test('a paid period that nobody renews: a week of grace, then refused with the way to renew', async () => {
  store.clock.advance(days(30))
  expect(await pull('somebody who paid', 'paid')).toBe(ok)
  store.clock.advance(days(8))
  expect(await pull('somebody who paid', 'paid')).toMatch(/ended on|payment for .* failed/)
  expect(await pull('a subscriber', 'terms')).toBe(ok)
})

async function pull(who: string, level: string): Promise<string> {
  const name = level.includes('/') ? level : `store/acme/${level}`
  try {
    await callers.get(who)?.pull(name, '1.0.0')
    return ok
  } catch (error) {
    return (error as RegistryRefused).message
  }
}

async function publish(moderator: Person): Promise<void> {
  const { client } = acme.person
  productId = (await client.post<{ id: string }>(`/publishers/${acme.id}/products`, { name: 'Toolbox' })).id
  const manifest = await productManifest(acme.person, productId, 'acme', 'toolbox')
  await client.put(`/products/${productId}/draft`, { ...manifest, plans: levels.map(planFor) })
  const submission = await client.post<{ id: string }>(`/products/${productId}/submissions`, { publish: 'on_approval' })
  await moderator.client.post(`/submissions/${submission.id}/approve`, {})
  await store.settle()
}

function planFor(level: Level): object {
  const access = { open: 'all', members: 'logged_in', terms: 'subscribed', paid: 'subscribed', licensed: 'byol' }[level]
  return {
    id: randomUUID(),
    name: level,
    description: `The ${level} plan`,
    isDefault: level === 'open',
    access,
    prices: level === 'paid' ? [{ amount: '900', currency: 'EUR', period: 'month' }] : [],
    trialDays: 0,
    repositories: [{ repository: `acme/${level}`, tags: ['1.0.0'] }],
    licence: { kind: 'text', text: 'Use it well.' },
    instructions: 'Run it.',
    ...(level === 'licensed' && { byolUrl: 'https://acme.example/licence' }),
  }
}

async function termsOf(person: Person, level: Level): Promise<string> {
  return (await person.client.get<{ hash: string }>(`/plans/${plans.get(level)}/terms`)).hash
}

async function subscriber(name: string): Promise<Person> {
  const person = await store.person(name)
  const termsHash = await termsOf(person, 'terms')
  await person.client.post('/subscriptions', { planId: plans.get('terms'), account: name, termsHash })
  return person
}

async function paying(name: string): Promise<Person> {
  const person = await store.person(name)
  const order = await person.client.post<{ state: string }>('/orders', {
    planId: plans.get('paid'),
    account: name,
    period: 'month',
    currency: 'EUR',
    termsHash: await termsOf(person, 'paid'),
    billing: { name, email: person.email, country: 'FR' },
    card: { number: '4242424242424242' },
    idempotencyKey: 'once',
  })
  expect(order.state).toBe('paid')
  return person
}

async function licensed(name: string): Promise<Person> {
  const person = await store.person(name)
  const order = await acme.person.client.post<{ url: string }>(`/publishers/${acme.id}/byol-orders`, {
    planId: plans.get('licensed'),
    customer: { name },
  })
  const token = new URL(order.url).pathname.split('/').at(-1)
  const termsHash = await termsOf(person, 'licensed')
  await person.client.post(`/byol-orders/${token}/fulfil`, { account: name, termsHash })
  return person
}
