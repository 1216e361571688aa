import { join } from 'node:path'
import { createSetupLink } from '../../accounts/index.ts'
import { importAdvisories } from '../../vulnerabilities/index.ts'
import type { OpenStore } from '../open-store.ts'
import { projectRoot } from '../version.ts'
import { type DemoPublisher, demoPublishers } from './demo-products.ts'
import { DemoSeller } from './demo-seller.ts'
import { Person, type ReadMails, type VisitedStore } from './people.ts'

/** Everybody in the demo signs in with this password; `serve` never makes these accounts. */
export const demoPassword = 'chandlery-demo'

/** One person per role, as the terminal prints them. */
export const demoPeople = {
  operator: 'olga',
  moderator: 'mora',
  security: 'sid',
  publisher: 'pia',
  customer: 'cora',
} as const

/** The people who run the demo store. */
export interface DemoStaff {
  readonly operator: Person
  readonly moderator: Person
  readonly security: Person
}

/**
 * Fills an empty store by doing what people do, over HTTP: operator by setup link, staff, publishers who apply, sign,
 * push, describe and submit, moderators who approve, a customer who subscribes and pulls. Never writes a row itself.
 */
export async function loadDemo(store: OpenStore, baseUrl: string, mails: ReadMails): Promise<void> {
  const visited: VisitedStore = { baseUrl, mails }
  const system = store.makeContext({ kind: 'system', reason: 'demo' })
  const [staff] = await Promise.all([
    hireStaff(store, visited),
    importAdvisories(system, { path: join(projectRoot, 'demo', 'advisories'), onProgress: () => {} }),
  ])
  const sellers = await Promise.all(demoPublishers.map((publisher) => openShop(visited, publisher, staff)))
  for (const seller of sellers) await seller.sellsEverything()
  await shop(visited)
}

async function hireStaff(store: OpenStore, visited: VisitedStore): Promise<DemoStaff> {
  const { url } = await createSetupLink(store.makeContext({ kind: 'system', reason: 'demo' }))
  const operator = demoPerson(visited, demoPeople.operator)
  await operator.client.post('/setup', {
    token: new URL(url).searchParams.get('token'),
    username: operator.name,
    email: operator.email,
    password: operator.password,
  })
  const [moderator, security] = await Promise.all([
    demoPerson(visited, demoPeople.moderator).joins('Mora Lindqvist'),
    demoPerson(visited, demoPeople.security).joins('Sid Okafor'),
  ])
  await operator.client.put(`/staff/${moderator.name}`, { roles: ['moderator'] })
  await operator.client.put(`/staff/${security.name}`, { roles: ['security'] })
  return { operator, moderator, security }
}

async function openShop(visited: VisitedStore, publisher: DemoPublisher, staff: DemoStaff): Promise<DemoSeller> {
  const person = await demoPerson(visited, publisher.person).joins()
  const seller = new DemoSeller(person, publisher, staff)
  await seller.becomesPublisher()
  return seller
}

async function shop(visited: VisitedStore): Promise<void> {
  const customer = await demoPerson(visited, demoPeople.customer).joins('Cora Mbeki')
  const listing = await customer.client.get<{ plans: { id: string; prices: unknown[] }[] }>('/listings/breakwater')
  const free = listing.plans.find((plan) => plan.prices.length === 0)
  if (!free) throw new Error('Breakwater has no free plan.')
  const terms = await customer.client.get<{ hash: string }>(`/plans/${free.id}/terms`)
  await customer.client.post('/subscriptions', {
    planId: free.id,
    account: customer.name,
    termsHash: terms.hash,
    notify: true,
  })
  await customer.docker.pull('store/harbourlight/breakwater-community', '1.8.0')
  await customer.docker.pull('store/saltworks/keel', '12.11')
}

const demoPerson = (visited: VisitedStore, name: string) => new Person(visited, name, { password: demoPassword })
