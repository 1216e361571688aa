import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { accountIdOf, nameOf, type Shelf, type ShopBench, shopBench } from '../../test/support/shop-bench.ts'
import { days } from '../platform/clock.ts'
import type { Context } from '../platform/context.ts'
import { cancelSubscription } from './cancel-subscription.ts'
import { decidePull } from './decide-pull.ts'
import { expireSubscriptions } from './expire-subscriptions.ts'
import { listSubscriptions } from './list-subscriptions.ts'
import { remindTrials } from './remind-trials.ts'
import { showEntitlement } from './show-entitlement.ts'
import { showSubscription } from './show-subscription.ts'
import { startTrial } from './start-trial.ts'
import { subscribe } from './subscribe.ts'

let bench: ShopBench
let otter: Context
let shelf: Shelf
const monthly = { amount: '900', currency: 'EUR', period: 'month' } as const

beforeAll(async () => {
  bench = await shopBench()
})
beforeEach(async () => {
  await bench.reset()
  otter = await bench.person('otter')
  shelf = await bench.sells('acme', 'Widget', [
    { name: 'Community' },
    { name: 'Pro', prices: [monthly], trialDays: 30, isDefault: false },
    { name: 'Open', access: 'all', isDefault: false },
  ])
})
afterAll(() => bench.close())

const take = (ctx: Context, plan: string, account = nameOf(ctx)) => ({
  planId: shelf.plan(plan).id,
  account,
  termsHash: shelf.plan(plan).terms.hash,
})
const pulls = async (ctx: Context, repository: string, reference = '1.0.0') => {
  const decision = await decidePull(bench.system, {
    caller: { accountId: accountIdOf(ctx), staff: false, limitedTo: null },
    repository: `store/widget/${repository}`,
    reference,
  })
  return decision.allowed ? (decision.warning ?? 'pulled') : decision.refusal.reason
}

const community = 'community'
const pro = 'pro'

describe('a free plan', () => {
  test('is pulled right after its terms were accepted, not before', async () => {
    expect(await pulls(otter, community)).toBe('terms_required')
    const { id } = await subscribe(otter, take(otter, 'Community'))
    expect(await pulls(otter, community)).toBe('pulled')

    const details = await showSubscription(otter, { subscriptionId: id })
    expect(details.pullCommands).toMatchObject([{ command: 'docker pull localhost:8080/store/widget/community:1.0.0' }])
  })

  test('the acceptance names document, version, person, time and channel (STO-071)', async () => {
    await subscribe(otter, take(otter, 'Community'))
    expect(await bench.rows('SELECT * FROM terms_acceptance')).toMatchObject([
      {
        account_id: accountIdOf(otter),
        accepted_by: accountIdOf(otter),
        terms_hash: shelf.plan('Community').terms.hash,
        terms_version: '1',
        channel: 'web',
        accepted_at: bench.clock.now(),
      },
    ])
    expect(await bench.actions()).toEqual(
      expect.arrayContaining(['licensing.terms_accepted', 'licensing.subscription_started']),
    )
    expect(bench.told('entitlement.changed')).toEqual([
      { type: 'entitlement.changed', accountId: accountIdOf(otter), productId: shelf.productId },
    ])
  })

  test('other terms than the present ones are not accepted', async () => {
    const stale = { ...take(otter, 'Community'), termsHash: 'sha256:other' }
    await expect(subscribe(otter, stale)).rejects.toMatchObject({ code: 'licensing.terms_changed' })
    expect(await bench.rows('SELECT id FROM terms_acceptance')).toEqual([])
  })

  test('taken twice at the same moment there is one subscription, and both callers get it', async () => {
    const both = await Promise.all([
      subscribe(otter, take(otter, 'Community')),
      subscribe(otter, take(otter, 'Community')),
    ])
    expect(both[0].id).toBe(both[1].id)
    expect(await bench.rows('SELECT id FROM subscription')).toHaveLength(1)
    expect(bench.told('subscription.started')).toHaveLength(1)
  })

  test('a paid plan, an open plan and a product on hold are not subscribed to', async () => {
    await expect(subscribe(otter, take(otter, 'Pro'))).rejects.toMatchObject({ code: 'licensing.payment_needed' })
    await expect(subscribe(otter, take(otter, 'Open'))).rejects.toMatchObject({
      code: 'licensing.no_subscription_needed',
    })
    await bench.holds(shelf, 'CVE-2026-0001')
    await expect(subscribe(otter, take(otter, 'Community'))).rejects.toMatchObject({ code: 'licensing.not_for_sale' })
  })

  test('cancelling ends it at once and says so', async () => {
    const { id } = await subscribe(otter, take(otter, 'Community'))
    await cancelSubscription(otter, { subscriptionId: id })
    expect(await pulls(otter, community)).toBe('expired')
    expect(bench.told('subscription.cancelled')).toHaveLength(1)
    await expect(cancelSubscription(otter, { subscriptionId: id })).rejects.toMatchObject({
      code: 'licensing.subscription_over',
    })
    await subscribe(otter, take(otter, 'Community'))
    expect(await pulls(otter, community)).toBe('pulled')
  })
})

describe('a trial', () => {
  test('gives access until its last second; the clockwork then expires it once', async () => {
    await startTrial(otter, take(otter, 'Pro'))
    bench.clock.advance(days(30) - 1)
    expect(await pulls(otter, pro)).toBe('pulled')
    expect(await expireSubscriptions(bench.system)).toBe(0)
    bench.clock.advance(1)
    expect(await pulls(otter, pro)).toBe('expired')

    expect(await expireSubscriptions(bench.system)).toBe(1)
    expect(await expireSubscriptions(bench.system)).toBe(0)
    expect(bench.told('subscription.expired')).toHaveLength(1)
    expect(await listSubscriptions(otter, {})).toMatchObject([{ subscription: { state: 'expired' }, pullCommands: [] }])
  })

  test('is given once per account and plan, whatever became of the first', async () => {
    const { id } = await startTrial(otter, take(otter, 'Pro'))
    await cancelSubscription(otter, { subscriptionId: id })
    await expect(startTrial(otter, take(otter, 'Pro'))).rejects.toMatchObject({ code: 'licensing.trial_used' })
  })

  test('of two attempts at the same moment one gets it', async () => {
    const results = await Promise.allSettled([
      startTrial(otter, take(otter, 'Pro')),
      startTrial(otter, take(otter, 'Pro')),
    ])
    expect(results.filter((r) => r.status === 'fulfilled')).toHaveLength(1)
    expect(results.find((r) => r.status === 'rejected')).toMatchObject({ reason: { code: 'licensing.trial_used' } })
    expect(await bench.rows('SELECT id FROM subscription')).toHaveLength(1)
  })

  test('two runs of the clockwork at the same moment say the end once', async () => {
    await startTrial(otter, take(otter, 'Pro'))
    bench.clock.advance(days(31))
    const moved = await Promise.all([expireSubscriptions(bench.system), expireSubscriptions(bench.system)])
    expect(moved.sort()).toEqual([0, 1])
    expect(bench.told('subscription.expired')).toHaveLength(1)
  })

  test('a trial goes on while its listing is on hold, and ends with the hold (STO-112)', async () => {
    await startTrial(otter, take(otter, 'Pro'))
    await bench.holds(shelf, 'CVE-2026-0001')
    bench.clock.advance(days(31))
    expect(await expireSubscriptions(bench.system)).toBe(0)
    expect(await pulls(otter, pro)).toMatch(/^Widget is on hold \(CVE-2026-0001\); see http/)
    await bench.releases(shelf)
    expect(await pulls(otter, pro)).toBe('expired')
    expect(await expireSubscriptions(bench.system)).toBe(1)
  })

  test('its end is announced 7 days and 1 day before, each once', async () => {
    await startTrial(otter, take(otter, 'Pro'))
    expect(await remindTrials(bench.system)).toBe(0)
    bench.clock.advance(days(23))
    const told = await Promise.all([remindTrials(bench.system), remindTrials(bench.system)])
    expect(told.sort()).toEqual([0, 1])
    bench.clock.advance(days(6))
    expect([await remindTrials(bench.system), await remindTrials(bench.system)]).toEqual([1, 0])
    expect(bench.told('subscription.trial-ending')).toMatchObject([
      { daysLeft: 7, endsAt: '2026-04-01T09:00:00.000Z' },
      { daysLeft: 1 },
    ])
  })

  test('a plan without a price has none', async () => {
    await expect(startTrial(otter, take(otter, 'Community'))).rejects.toMatchObject({ code: 'licensing.no_trial' })
  })
})

describe('organizations (STO-003, STO-004)', () => {
  test('an owner subscribes, every member pulls, a removed member no longer does', async () => {
    const [olive, mo] = [await bench.person('olive'), await bench.person('mo')]
    const organization = await bench.organization('raft', { owner: olive, member: mo })
    await expect(subscribe(mo, take(mo, 'Community', 'raft'))).rejects.toMatchObject({
      code: 'licensing.not_your_account',
    })
    await expect(subscribe(otter, take(otter, 'Community', 'raft'))).rejects.toMatchObject({ kind: 'forbidden' })
    await expect(subscribe(otter, take(otter, 'Community', 'nobody'))).rejects.toMatchObject({ kind: 'forbidden' })

    const { id } = await subscribe(olive, take(olive, 'Community', 'raft'))
    expect(await pulls(mo, community)).toBe('pulled')
    expect(await pulls(otter, community)).toBe('terms_required')
    await bench.database.execute('DELETE FROM organization_member WHERE organization_id = $1 AND account_id = $2', [
      organization,
      accountIdOf(mo),
    ])
    expect(await pulls(mo, community)).toBe('terms_required')

    expect(await listSubscriptions(olive, { account: 'raft' })).toMatchObject([{ account: 'raft' }])
    for (const outsider of [mo, otter]) {
      await expect(showSubscription(outsider, { subscriptionId: id })).rejects.toMatchObject({ kind: 'not_found' })
      await expect(cancelSubscription(outsider, { subscriptionId: id })).rejects.toMatchObject({ kind: 'not_found' })
    }
  })
})

describe('the product page', () => {
  const page = async (ctx: Context) => {
    const { plans } = await showEntitlement(ctx, { slug: shelf.slug })
    return plans.map(({ decision, trialAvailable, pullCommands }) => [
      decision.allowed || decision.refusal.reason,
      trialAvailable,
      pullCommands.length,
    ])
  }
  test('tells each visitor the next step of every plan', async () => {
    expect(await page(bench.stranger)).toEqual([
      ['login_required', false, 0],
      ['login_required', true, 0],
      [true, false, 1],
    ])
    await subscribe(otter, take(otter, 'Community'))
    expect(await page(otter)).toEqual([
      [true, false, 1],
      ['purchase_required', true, 0],
      [true, false, 1],
    ])
    await startTrial(otter, take(otter, 'Pro'))
    expect((await page(otter))[1]).toEqual([true, false, 1])
    expect((await page(shelf.seller)).map(([allowed]) => allowed)).toEqual([true, true, true])
  })
})

describe('when the listing changes', () => {
  test('revoked: nothing by tag, digests for 30 days to those who had it', async () => {
    await subscribe(otter, take(otter, 'Community'))
    const heron = await bench.person('heron')
    bench.clock.advance(days(1))
    await bench.revokes(shelf, 'malware')
    const digest = `sha256:${'0'.repeat(63)}1`
    expect(await pulls(otter, community)).toBe('revoked_by_tag')
    expect(await pulls(otter, community, digest)).toMatch(
      /was revoked \(malware\); pulls by digest end on 2 April 2026/,
    )
    expect(await pulls(heron, community, digest)).toBe('revoked')
    bench.clock.advance(days(30))
    expect(await pulls(otter, community, digest)).toBe('revoked')
  })

  test('withdrawn: who has it keeps it, nobody new gets it', async () => {
    await subscribe(otter, take(otter, 'Community'))
    const heron = await bench.person('heron')
    await bench.withdraws(shelf)
    expect(await pulls(otter, community)).toBe('pulled')
    expect(await pulls(heron, community)).toBe('withdrawn')
  })
})
