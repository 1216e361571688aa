import type { Person } from '../../src/app/demo/people.ts'
import { revokeOverdueHolds } from '../../src/moderation/revoke-overdue-holds.ts'
import { days } from '../../src/platform/clock.ts'
import { productManifest, smallImage } from './publisher.ts'
import type { TestStore } from './test-store.ts'

/** A situation in which a pull is refused. The order counts: each goes on where the one before ended. */
export interface RefusalScene {
  readonly title: string
  /** What the reader of the documents must know about it. */
  readonly story: string
  /** Who is signed in; undefined for nobody. */
  readonly who?: 'otter' | 'heron' | 'finch'
  readonly image: string
  /** The part of the store's sentence by which it is known in whatever a client prints. */
  readonly sentence: string
  /** What happens in the store before the pull. */
  before?(stage: Stage): Promise<void>
}

/** A store with the product Toolbox on its shelf: a free plan with terms, and a paid one with a trial of 14 days. */
export interface Stage {
  readonly store: TestStore
  /** otter: signed up. heron: accepted the terms of the free plan. finch: began the trial of the paid plan. */
  readonly people: Readonly<Record<'otter' | 'heron' | 'finch', Person>>
  readonly security: Person
  readonly productId: string
}

const free = 'store/acme/toolbox:1.0.0'
const paid = 'store/acme/toolbox-pro:1.0.0'

export const refusalScenes: readonly RefusalScene[] = [
  {
    title: 'Nobody is signed in',
    story: 'The free plan of Toolbox asks for terms to be accepted, so it asks for a login first.',
    image: free,
    sentence: 'log in first: docker login',
  },
  {
    title: 'Signed in, without a subscription',
    story: 'The terms of the free plan have not been accepted by this account.',
    who: 'otter',
    image: free,
    sentence: 'accept the terms of',
  },
  {
    title: 'A paid plan that was not bought',
    story: 'The image belongs to a plan with a price.',
    who: 'otter',
    image: paid,
    sentence: 'needs a paid plan',
  },
  {
    title: 'A tag that does not exist',
    story: 'The account may pull from the repository, but this tag was never published.',
    who: 'heron',
    image: 'store/acme/toolbox:2.0.0',
    sentence: 'has no manifest 2.0.0',
  },
  {
    title: "Somebody else's staging, or a name that does not exist",
    story: 'The answer is the same for both, so that nobody learns what others keep there.',
    who: 'otter',
    image: 'acme/toolbox:1.0.0',
    sentence: 'does not exist, or your account may not pull it',
  },
  {
    title: 'A subscription that has ended',
    story: 'The trial of the paid plan was over yesterday.',
    who: 'finch',
    image: paid,
    sentence: 'ended on',
    async before({ store }) {
      store.clock.advance(days(15))
    },
  },
  {
    title: 'On hold',
    story: 'The listing is closed to new customers; those who had access go on pulling.',
    who: 'otter',
    image: free,
    sentence: 'new subscriptions are closed',
    async before({ store, security, productId }) {
      await security.signsIn()
      await security.client.post(`/listings/${productId}/hold`, { reason: 'CVE-2026-0001 is past its deadline' })
      await store.settle()
    },
  },
  {
    title: 'Revoked',
    story: 'Nobody ended the hold, so the listing was revoked. Those who had access may pull by digest for a while.',
    who: 'heron',
    image: free,
    sentence: 'was revoked',
    async before({ store }) {
      store.clock.advance(days(31))
      await revokeOverdueHolds(store.open.makeContext({ kind: 'system', reason: 'test' }))
      await store.settle()
    },
  },
]

/** Publishes Toolbox and brings its customers. */
export async function setStage(store: TestStore): Promise<Stage> {
  const acme = await store.publisher('acme')
  for (const repository of ['acme/toolbox', 'acme/toolbox-pro']) {
    await acme.person.pushes(await smallImage(repository, '1.0.0'), repository, '1.0.0')
  }
  const { client } = acme.person
  const { id } = await client.post<{ id: string }>(`/publishers/${acme.id}/products`, { name: 'Toolbox' })
  const manifest = (await productManifest(acme.person, id, 'acme', 'toolbox')) as { plans: { prices: unknown[] }[] }
  const plans = manifest.plans.map((plan) => ({ ...plan, trialDays: plan.prices.length > 0 ? 14 : 0 }))
  await client.put(`/products/${id}/draft`, { ...manifest, plans })
  const submission = await client.post<{ id: string }>(`/products/${id}/submissions`, { publish: 'on_approval' })
  const moderator = await store.staff('mora', 'moderator')
  await moderator.client.post(`/submissions/${submission.id}/approve`, {})
  await store.settle()
  const [otter, heron, finch] = [await store.person('otter'), await store.person('heron'), await store.person('finch')]
  await accepts(store, heron, 'Community', false)
  await accepts(store, finch, 'Pro', true)
  return { store, people: { otter, heron, finch }, security: await store.staff('sina', 'security'), productId: id }
}

async function accepts(store: TestStore, { client, name }: Person, planName: string, trial: boolean): Promise<void> {
  const { id: planId } = await store.planOf('toolbox', planName)
  const { hash: termsHash } = await client.get<{ hash: string }>(`/plans/${planId}/terms`)
  await client.post('/subscriptions', { planId, account: name, termsHash, ...(trial && { trial }) })
}
