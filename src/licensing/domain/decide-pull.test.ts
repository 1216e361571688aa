import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { PlanId, ProductId } from '../../catalog/index.ts'
import { after, days } from '../../platform/clock.ts'
import { Money } from '../../platform/money.ts'
import { decidePull } from './decide-pull.ts'
import type { Offer, PullFacts } from './pull-question.ts'
import { longestText, refusalReasons, refusalText } from './refusal.ts'
import {
  advance,
  beginFree,
  beginManaged,
  beginPaid,
  beginTrial,
  endAtOnce,
  type Subscription,
} from './subscription.ts'

const start = new Date('2026-03-02T09:00:00Z')
const day = (n: number) => after(start, days(n))
const digest = `sha256:${'a'.repeat(64)}`
const url = 'https://store.example/images/widget?plan=p1'
const links = {
  registryHost: 'store.example',
  support: 'https://store.example/support',
  tokens: 'https://store.example/account/tokens',
  billing: 'https://store.example/account/content',
}
const planId = 'p1' as PlanId
const productId = 'x1' as ProductId
type Change = { plan?: Partial<Offer['plan']>; listing?: Partial<Offer['listing']> }

const offer = (change: Change = {}): Offer => ({
  plan: { id: planId, name: 'Pro', access: 'subscribed', free: false, retired: false, ...change.plan },
  listing: { productId, slug: 'widget', name: 'Widget', url, state: 'published', stateSince: start, ...change.listing },
})
const who = { id: 's1', accountId: 'a1', planId, productId, at: day(-5) } as unknown as Parameters<typeof beginFree>[0]
const monthly = { amount: Money.of(900n, 'EUR'), period: 'month' as const }
const paid = beginPaid(who, monthly)
const signedIn = { accountId: 'a1', staff: false, ownsContent: false, limitedTo: null }
const anonymous = { staff: false, ownsContent: false, limitedTo: null }

const ask = (change: Partial<PullFacts> = {}) =>
  decidePull({
    now: day(1),
    repository: 'store/acme/widget',
    reference: '1.0.0',
    caller: signedIn,
    offers: [offer()],
    subscriptions: [],
    links,
    ...change,
  })
const outcome = (change: Partial<PullFacts>) => {
  const decision = ask(change)
  if (!decision.allowed) return decision.refusal.reason
  return decision.warning ? 'pull, warned' : 'pull'
}

describe('levels, callers, listing states and references (AUT-090, AUT-099, AUT-110)', () => {
  const levels = ['all', 'logged_in', 'subscribed', 'byol'] as const
  const callers = {
    anonymous: { caller: anonymous, subscriptions: [] },
    'signed in': { caller: signedIn, subscriptions: [] },
    subscriber: { caller: signedIn, subscriptions: [paid] },
    'order fulfilled': { caller: signedIn, subscriptions: [beginManaged(who, { managedBy: 'acme' })] },
  }
  /** Rows: level. Columns: anonymous, signed in, subscriber, order fulfilled. */
  const tables = {
    published: {
      all: ['pull', 'pull', 'pull', 'pull'],
      logged_in: ['login_required', 'pull', 'pull', 'pull'],
      subscribed: ['login_required', 'purchase_required', 'pull', 'pull'],
      byol: ['login_required', 'order_required', 'pull', 'pull'],
    },
    hold: {
      all: ['pull, warned', 'pull, warned', 'pull, warned', 'pull, warned'],
      logged_in: ['login_required', 'pull, warned', 'pull, warned', 'pull, warned'],
      subscribed: ['login_required', 'hold_no_new', 'pull, warned', 'pull, warned'],
      byol: ['login_required', 'hold_no_new', 'pull, warned', 'pull, warned'],
    },
    withdrawn: {
      all: ['withdrawn', 'withdrawn', 'pull', 'pull'],
      logged_in: ['login_required', 'withdrawn', 'pull', 'pull'],
      subscribed: ['login_required', 'withdrawn', 'pull', 'pull'],
      byol: ['login_required', 'withdrawn', 'pull', 'pull'],
    },
    'revoked, by tag': {
      all: ['revoked_by_tag', 'revoked_by_tag', 'revoked_by_tag', 'revoked_by_tag'],
      logged_in: ['revoked', 'revoked_by_tag', 'revoked_by_tag', 'revoked_by_tag'],
      subscribed: ['revoked', 'revoked', 'revoked_by_tag', 'revoked_by_tag'],
      byol: ['revoked', 'revoked', 'revoked_by_tag', 'revoked_by_tag'],
    },
    'revoked, by digest': {
      all: ['pull, warned', 'pull, warned', 'pull, warned', 'pull, warned'],
      logged_in: ['revoked', 'pull, warned', 'pull, warned', 'pull, warned'],
      subscribed: ['revoked', 'revoked', 'pull, warned', 'pull, warned'],
      byol: ['revoked', 'revoked', 'pull, warned', 'pull, warned'],
    },
  }
  const rows = Object.entries(tables).flatMap(([situation, byLevel]) =>
    levels.flatMap((access) =>
      Object.entries(callers).map(([name, caller], column) => {
        const expected = byLevel[access][column] ?? ''
        return { situation, access, name, caller, expected }
      }),
    ),
  )
  test.each(rows)('$situation, $access, $name: $expected', ({ situation, access, caller, expected }) => {
    const [state, by] = situation.split(', ') as [Offer['listing']['state'], string | undefined]
    const offers = [offer({ plan: { access }, listing: { state, stateReason: 'too old' } })]
    const references = by === 'by tag' ? ['1.0.0'] : by === 'by digest' ? [digest] : ['1.0.0', digest]
    for (const reference of references) expect(outcome({ ...caller, offers, reference })).toBe(expected)
  })

  test('after the grace, or when blocked at once, nobody pulls revoked content, not even by digest', () => {
    const revoked = (listing: Partial<Offer['listing']>) => ({
      offers: [offer({ plan: { access: 'all' }, listing: { state: 'revoked', ...listing } })],
      reference: digest,
    })
    expect(outcome({ ...revoked({}), now: day(29.999) })).toBe('pull, warned')
    expect(outcome({ ...revoked({}), now: day(30) })).toBe('revoked')
    expect(outcome({ ...revoked({ blockedNow: true }) })).toBe('revoked')
  })
  test('revocation ends subscriptions, yet who had one keeps the grace', () => {
    const offers = [offer({ listing: { state: 'revoked' } })]
    const ended = endAtOnce(paid, start, 'refunded')
    expect(outcome({ offers, subscriptions: [ended], reference: digest })).toBe('pull, warned')
    const longOver = endAtOnce(paid, day(-1), 'cancelled')
    expect(outcome({ offers, subscriptions: [longOver], reference: digest })).toBe('revoked')
  })
})

describe('who the plan does not concern', () => {
  test('staff and the publisher pull whatever the state, and are not customers (AUT-097)', () => {
    const offers = [offer({ listing: { state: 'revoked', blockedNow: true } })]
    expect(ask({ offers, caller: { ...signedIn, staff: true } })).toMatchObject({
      via: 'staff',
      customerClass: 'staff',
    })
    expect(ask({ offers, caller: { ...signedIn, ownsContent: true } })).toMatchObject({ via: 'publisher' })
  })
  test('a name that is not there reads like one that is hidden (AUT-072)', () => {
    const unknown = ask({ offers: [] })
    expect(unknown).toEqual({
      allowed: false,
      refusal: { reason: 'unknown', text: 'store/acme/widget does not exist or is not open to you' },
    })
    expect(ask({ offers: [], caller: { ...signedIn, ownsContent: true } })).toEqual(unknown)
  })
  test('the export block list comes before everything but staff (AUT-095)', () => {
    const blocked = { exportBlocked: true }
    expect(outcome({ caller: { ...signedIn, ...blocked }, subscriptions: [paid] })).toBe('export_blocked')
    expect(outcome({ caller: { ...signedIn, ownsContent: true, ...blocked } })).toBe('export_blocked')
    expect(outcome({ caller: { ...signedIn, staff: true, ...blocked } })).toBe('pull')
  })
})

describe('which reason a caller reads', () => {
  const at = (n: number, ...subscriptions: Subscription[]) => outcome({ now: day(n), subscriptions })
  test('a free plan wants its terms accepted, a paid one wants money', () => {
    expect(outcome({ offers: [offer({ plan: { free: true } })] })).toBe('terms_required')
    expect(outcome({})).toBe('purchase_required')
  })
  test('each end switches at its exact second, before and after the clockwork has run (AUT-118)', () => {
    const trial = beginTrial({ ...who, at: start }, 30)
    const month = beginPaid({ ...who, at: start }, monthly)
    expect(at(29.99999, trial)).toBe('pull')
    expect(at(30, trial)).toBe('expired')
    expect(at(36.99999, month)).toBe('pull')
    expect(at(37, month)).toBe('payment_failed')
    expect(at(37, advance(month, day(37)))).toBe('payment_failed')
  })
  test('one that was cancelled has ended, one that is to begin is being set up, one that failed is not there', () => {
    expect(at(1, endAtOnce(paid, day(0), 'cancelled'))).toBe('expired')
    expect(at(1, beginManaged({ ...who, at: start }, { managedBy: 'acme', startsAt: day(3) }))).toBe('preparing')
    expect(at(1, { ...paid, state: 'failed' })).toBe('purchase_required')
  })
  test('a limited token opens its products only (AUT-100)', () => {
    const limited = (limitedTo: ProductId[]) => ({ caller: { ...signedIn, limitedTo }, subscriptions: [paid] })
    expect(outcome(limited([productId]))).toBe('pull')
    expect(outcome(limited(['other' as ProductId]))).toBe('token_limited')
  })
  test('a token limited to a plan opens what that plan gives, and no other plan of the product', () => {
    const pro = offer()
    const open = offer({ plan: { id: 'p0' as PlanId, access: 'all' } })
    const limited = (plan: string, offers: Offer[]) => ({
      caller: { ...signedIn, limitedTo: [plan] },
      offers,
      subscriptions: [paid],
    })
    expect(outcome(limited(planId, [pro, open]))).toBe('pull')
    expect(ask(limited('p0', [pro, open]))).toMatchObject({ planId: 'p0' })
    expect(outcome(limited('p0', [pro]))).toBe('token_limited')
    expect(outcome({ ...limited(planId, [pro]), subscriptions: [] })).toBe('purchase_required')
  })
  test('a limited token is limited for the people of the publisher too', () => {
    const owner = (limitedTo: string[] | null) => ({ caller: { ...signedIn, ownsContent: true, limitedTo } })
    expect(outcome(owner(null))).toBe('pull')
    expect(outcome(owner([planId]))).toBe('pull')
    expect(outcome(owner(['other']))).toBe('token_limited')
  })
  test('what was revoked before a fresh start stays blocked; a digest is let in by a tag that is not (STO-116)', () => {
    const offers = [offer({ listing: { revokedTags: ['1.0.0'] } })]
    expect(outcome({ offers, subscriptions: [paid] })).toBe('revoked')
    expect(outcome({ offers, subscriptions: [paid], reference: '2.0.0' })).toBe('pull')
    expect(outcome({ offers, subscriptions: [paid], reference: digest })).toBe('revoked')
  })
  test('a plan may be narrowed to some tags (STO-063)', () => {
    const narrowed = { offers: [offer({ plan: { tagPatterns: ['1.*', 'lts'] } })], subscriptions: [paid] }
    expect(outcome({ ...narrowed, reference: '1.2.3' })).toBe('pull')
    expect(outcome({ ...narrowed, reference: '2.0.0' })).toBe('not_in_plan')
    expect(outcome({ ...narrowed, reference: '11' })).toBe('not_in_plan')
  })
  test('a plan that was dropped serves those who have it', () => {
    const offers = [offer({ plan: { retired: true } })]
    expect(outcome({ offers, subscriptions: [paid] })).toBe('pull')
    expect(outcome({ offers })).toBe('withdrawn')
  })
  test('of several plans one that allows is enough, and the pull counts for the best of them (AUT-101)', () => {
    const open = offer({ plan: { id: 'p0' as PlanId, access: 'all' } })
    expect(ask({ offers: [open, offer()], subscriptions: [paid] })).toMatchObject({ customerClass: 'paid', planId })
    expect(ask({ offers: [open, offer()] })).toMatchObject({ customerClass: 'free', planId: 'p0' })
    expect(ask({ offers: [open, offer()], caller: anonymous })).toMatchObject({ customerClass: 'anonymous' })
  })
  test('of several plans that refuse, the reason that stands first is told (AUT-073)', () => {
    const free = offer({ plan: { id: 'p0' as PlanId, free: true } })
    expect(outcome({ offers: [free, offer()] })).toBe('purchase_required')
    expect(outcome({ offers: [free, offer({ plan: { access: 'byol' } })] })).toBe('order_required')
  })
})

describe('texts (AUT-074…086)', () => {
  const facts = { name: 'Widget', url, slug: 'widget', why: 'malware', day: '2 March 2026', tag: '2.0' }
  test.each([
    [
      'export_blocked',
      'this content cannot be delivered to your location or account; questions: https://store.example/support',
    ],
    ['revoked', `Widget was revoked on 2 March 2026: malware; see ${url}`],
    ['revoked_by_tag', `Widget was revoked; only pulls by digest are possible until 2 March 2026; see ${url}`],
    ['token_limited', 'this token is limited to other content; see https://store.example/account/tokens'],
    ['login_required', `log in first: docker login store.example; then get Widget at ${url}`],
    ['preparing', 'your subscription to Widget is being set up; try again shortly'],
    [
      'payment_failed',
      'payment for Widget failed and the grace period is over; update your card at https://store.example/account/content',
    ],
    ['expired', `your subscription to Widget ended on 2 March 2026; renew at ${url}`],
    ['hold_no_new', `Widget is on hold (malware); new subscriptions are closed; see ${url}`],
    ['order_required', `Widget needs a licence from its publisher: ${url}`],
    ['purchase_required', `Widget needs a paid plan: ${url}`],
    ['terms_required', `accept the terms of Widget once at ${url} or run: docker store get widget`],
    ['not_in_plan', `tag 2.0 is not part of your plan; see ${url}`],
  ] as const)('%s', (reason, text) => {
    expect(refusalText(reason, facts, links)).toBe(text)
  })

  test('dates in a refusal are those of the listing or of the end', () => {
    const revoked = ask({ offers: [offer({ listing: { state: 'revoked', stateReason: 'law' } })] })
    expect(revoked).toMatchObject({ refusal: { text: `Widget was revoked on 2 March 2026: law; see ${url}` } })
    const expired = ask({ subscriptions: [endAtOnce(paid, day(0), 'cancelled')] })
    expect(expired).toMatchObject({
      refusal: { text: expect.stringContaining('ended on 2 March 2026'), until: '2026-03-02T09:00:00.000Z', url },
    })
  })

  test('no text is longer than 200 characters; the address survives as long as it can', () =>
    fc.assert(
      fc.property(
        fc.constantFrom(...refusalReasons),
        fc.string({ unit: 'grapheme', maxLength: 400 }),
        fc.string({ maxLength: 3000 }),
        fc.string({ maxLength: 128 }),
        (reason, name, why, tag) => {
          const text = refusalText(reason, { ...facts, name, why, tag }, links)
          expect([...text].length).toBeLessThanOrEqual(longestText)
          if (refusalText(reason, facts, links).includes(url)) expect(text).toContain(url)
        },
      ),
    ))
})

const anyAccess = () => fc.constantFrom('all' as const, 'logged_in' as const, 'subscribed' as const, 'byol' as const)
const anyState = () => fc.constantFrom('published' as const, 'hold' as const, 'revoked' as const, 'withdrawn' as const)
const anyPlanId = () => fc.constantFrom('p1' as PlanId, 'p2' as PlanId)
const anyOffer = () =>
  fc
    .record({
      id: anyPlanId(),
      access: anyAccess(),
      free: fc.boolean(),
      retired: fc.boolean(),
      state: anyState(),
      since: fc.integer({ min: -60, max: 60 }),
      blockedNow: fc.boolean(),
    })
    .map(({ id, access, free, retired, state, since, blockedNow }) =>
      offer({ plan: { id, access, free, retired }, listing: { state, stateSince: day(since), blockedNow } }),
    )
const anySubscription = () =>
  fc
    .record({
      plan: anyPlanId(),
      at: fc.integer({ min: -90, max: 60 }),
      kind: fc.nat(4),
      ended: fc.integer({ max: 60 }),
    })
    .map(({ plan, at, kind, ended }): Subscription => {
      const begin = { ...who, planId: plan, at: day(at) }
      if (kind === 0) return beginFree(begin)
      if (kind === 1) return beginTrial(begin, 30)
      if (kind === 2) return beginPaid(begin, monthly)
      if (kind === 3) return endAtOnce(beginPaid(begin, monthly), day(Math.max(at, ended)), 'cancelled')
      return beginManaged(begin, { managedBy: 'acme' })
    })
const anyFacts = (): fc.Arbitrary<PullFacts> =>
  fc.record({
    now: fc.integer({ min: -60, max: 120 }).map(day),
    repository: fc.constant('store/acme/widget'),
    reference: fc.constantFrom('1.0.0', digest),
    caller: fc.constantFrom(
      anonymous,
      signedIn,
      { ...signedIn, limitedTo: [productId] },
      { ...signedIn, limitedTo: [] },
      { ...signedIn, exportBlocked: true },
    ),
    offers: fc.array(anyOffer(), { maxLength: 3 }),
    subscriptions: fc.array(anySubscription(), { maxLength: 3 }),
    links: fc.constant(links),
  })

describe('laws', () => {
  test('never open without a reason: a plan of the repository that a rule opens, to somebody not blocked', () =>
    fc.assert(
      fc.property(anyFacts(), (facts) => {
        const decision = decidePull(facts)
        if (!decision.allowed) {
          expect(decision.refusal.text).not.toBe('')
          return
        }
        const opensAlone = facts.offers.some(
          ({ plan }) =>
            plan.id === decision.planId &&
            (plan.access === 'all' || (plan.access === 'logged_in' && facts.caller.accountId !== undefined)),
        )
        const held = facts.subscriptions.some((s) => decision.subscriptionId && s.planId === decision.planId)
        expect(opensAlone || held).toBe(true)
        expect(facts.caller.exportBlocked).not.toBe(true)
        expect(facts.caller.limitedTo).not.toEqual([])
      }),
      { numRuns: 500 },
    ))
  test('one more subscription never takes access away', () =>
    fc.assert(
      fc.property(anyFacts(), anySubscription(), (facts, more) => {
        fc.pre(decidePull(facts).allowed)
        expect(decidePull({ ...facts, subscriptions: [...facts.subscriptions, more] }).allowed).toBe(true)
      }),
      { numRuns: 500 },
    ))
  test('one more plan on the repository never takes access away', () =>
    fc.assert(
      fc.property(anyFacts(), anyOffer(), (facts, more) => {
        fc.pre(decidePull(facts).allowed)
        expect(decidePull({ ...facts, offers: [...facts.offers, more] }).allowed).toBe(true)
      }),
      { numRuns: 500 },
    ))
  test('signing in never takes access away', () =>
    fc.assert(
      fc.property(anyFacts(), (facts) => {
        const outside = { ...facts, caller: anonymous, subscriptions: [] }
        fc.pre(decidePull(outside).allowed)
        expect(decidePull({ ...facts, caller: signedIn }).allowed).toBe(true)
      }),
    ))
  test('the order of plans and subscriptions does not matter for the answer', () =>
    fc.assert(
      fc.property(anyFacts(), (facts) => {
        const turned = decidePull({
          ...facts,
          offers: facts.offers.toReversed(),
          subscriptions: facts.subscriptions.toReversed(),
        })
        expect(turned.allowed).toBe(decidePull(facts).allowed)
      }),
    ))
})
