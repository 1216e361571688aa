import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  emptyProfile,
  isPublic,
  nextPublisherState,
  type Publisher,
  type PublisherEvent,
  type PublisherRole,
  type PublisherState,
  profileProblems,
  roleSuffices,
  settle,
} from './publisher.ts'

const states: readonly PublisherState[] = [
  'applied',
  'rejected',
  'accepted',
  'agreement_signed',
  'active',
  'under_review',
]
const events: readonly PublisherEvent[] = ['accept', 'reject', 'reapply', 'sign', 'complete', 'review', 'release']

const complete = {
  ...emptyProfile,
  legalName: 'Acme Ltd',
  website: 'https://acme.example',
  phone: '+44 20 7946 0018',
  email: 'store@acme.example',
}

describe('the way into the programme (SM-1)', () => {
  const table: readonly [PublisherState, PublisherEvent, PublisherState][] = [
    ['applied', 'accept', 'accepted'],
    ['applied', 'reject', 'rejected'],
    ['rejected', 'reapply', 'applied'],
    ['accepted', 'sign', 'agreement_signed'],
    ['agreement_signed', 'complete', 'active'],
    ['active', 'review', 'under_review'],
    ['under_review', 'release', 'active'],
  ]

  test.each(table)('%s, %s: %s', (from, event, to) => expect(nextPublisherState(from, event)).toBe(to))

  test('nothing else happens in any state', () => {
    const allowed = new Set(table.map(([from, event]) => `${from} ${event}`))
    for (const from of states) {
      for (const event of events) {
        if (!allowed.has(`${from} ${event}`)) expect(nextPublisherState(from, event)).toBeUndefined()
      }
    }
  })

  test('no way is shorter: who is public was accepted, has signed and was complete', () =>
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...events), { maxLength: 12 }), (attempts) => {
        const happened: PublisherEvent[] = []
        let state: PublisherState = 'applied'
        for (const event of attempts) {
          const next: PublisherState | undefined = nextPublisherState(state, event)
          if (next === undefined) continue
          happened.push(event)
          state = next
        }
        if (isPublic({ state })) {
          const order = (['accept', 'sign', 'complete'] as const).map((event) => happened.indexOf(event))
          expect(order.every((at) => at >= 0)).toBe(true)
          expect([...order].sort((a, b) => a - b)).toEqual(order)
        }
      }),
    ))
})

describe('the profile (STO-032)', () => {
  const missing = (change: Partial<typeof complete>, hasLogo = true) =>
    profileProblems({ ...complete, ...change }, hasLogo).map(({ field }) => field)

  test('is complete with name, website, phone, address and logo; description and story may come later', () => {
    expect(missing({})).toEqual([])
    expect(missing({}, false)).toEqual(['logo'])
    expect(profileProblems(emptyProfile, false)).toHaveLength(5)
  })

  test.each([
    ['website', 'http://acme.example'],
    ['website', 'javascript:alert(1)'],
    ['website', 'https://user:secret@acme.example'],
    ['website', 'https://localhost'],
    ['phone', 'call us'],
    ['phone', '12'],
    ['email', 'store at acme'],
    ['email', 'store@acme'],
    ['legalName', '   '],
  ] as const)('%s is not "%s"', (field, value) => expect(missing({ [field]: value })).toEqual([field]))

  test('a signed publisher becomes active by itself when the profile is complete, and only then', () => {
    const signed = {
      state: 'agreement_signed',
      profile: complete,
      logo: { digest: 'd', type: 'image/png' },
    } as Publisher
    expect(settle(signed).state).toBe('active')
    expect(settle({ ...signed, profile: emptyProfile }).state).toBe('agreement_signed')
    expect(settle({ ...signed, state: 'accepted' }).state).toBe('accepted')
  })
})

test.each([
  ['viewer', ['viewer']],
  ['editor', ['viewer', 'editor']],
  ['owner', ['viewer', 'editor', 'owner']],
] as const)('a %s may do what these may: %s', (role, may) => {
  const roles: readonly PublisherRole[] = ['viewer', 'editor', 'owner']
  expect(roles.filter((needed) => roleSuffices(role, needed))).toEqual(may)
})
