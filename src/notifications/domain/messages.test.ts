import { expect, test } from 'vitest'
import { listingHeldMessage, orderPaidMessage, paymentFailedMessage } from './customer-messages.ts'
import { type FindingLine, findingNoticeMessage } from './finding-messages.ts'
import { facts, type Message } from './message.ts'
import { scanCompleteMessage } from './publisher-messages.ts'
import { changesRequestedMessage, submissionApprovedMessage, submissionPostedMessage } from './submission-messages.ts'

const product = { submissionId: 's1', productId: 'p1', productName: 'Widget' }
const held = { name: 'Widget', path: '/images/widget', planName: 'Pro' }

/** Everything that a reader sees. */
const wordsOf = ({ subject, summary, blocks }: Message): string =>
  [subject, summary, ...blocks.map((block) => JSON.stringify(block))].join('\n')

test('every reason for a change is told, two about one field as well', () => {
  const message = changesRequestedMessage({
    ...product,
    reasons: [
      { field: 'plans.0.name', text: 'Say what is in it.' },
      { field: 'plans.0.name', text: 'Shorter.' },
      { field: 'shortDescription', text: 'Say what it does.' },
    ],
    message: 'Nearly there.',
  })
  expect(wordsOf(message)).toMatch(/Plans 1 name.*Say what is in it\..*Shorter\..*Short description.*Nearly there/s)
  expect(message.action?.href).toBe('/publisher/products/p1/edit')
})

test.each([
  [true, 'it is being published now'],
  [false, 'as soon as you click Publish'],
])('approval says what happens next (publishes itself: %s)', (publishesItself, words) => {
  expect(wordsOf(submissionApprovedMessage({ ...product, publishesItself }))).toContain(words)
})

test('an answer leads staff to the desk and publishers to their page', () => {
  const post = { ...product, author: 'mora', text: 'Which licence?' }
  expect(submissionPostedMessage({ ...post, forStaff: true }).action?.href).toBe('/desk/submissions/s1')
  expect(submissionPostedMessage({ ...post, forStaff: false }).action?.href).toContain('/publisher/products/p1')
})

test('a scan without findings says so, one with findings counts them', () => {
  const image = { repository: 'acme/widget', digest: 'sha256:ab' }
  const none = { critical: 0, major: 0, minor: 0, unknown: 0 }
  expect(scanCompleteMessage({ ...image, counts: none }).summary).toBe('No known vulnerabilities were found.')
  expect(scanCompleteMessage({ ...image, counts: { ...none, critical: 2 } }).summary).toContain('2 critical')
  expect(scanCompleteMessage(image).action?.href).toBe('/publisher/scan?repository=acme%2Fwidget&reference=sha256%3Aab')
})

test('publisher and customer read the same reason of a hold and different next steps', () => {
  const hold = { ...held, reason: 'CVE-2026-0001 is past its deadline' }
  const [publisher, customer] = [true, false].map((forPublisher) =>
    wordsOf(listingHeldMessage({ ...hold, forPublisher })),
  )
  expect(publisher).toContain('CVE-2026-0001')
  expect(customer).toContain('CVE-2026-0001')
  expect(publisher).not.toBe(customer)
})

test('a payment that failed says that nothing was charged', () => {
  expect(wordsOf(paymentFailedMessage({ ...held, reason: 'The card was declined.' }))).toMatch(
    /declined.*Nothing was charged/s,
  )
})

test('facts that nobody knows are left out', () => {
  expect(facts({ Product: 'Widget', Total: undefined })).toEqual({
    kind: 'facts',
    facts: [{ label: 'Product', value: 'Widget' }],
  })
  expect(wordsOf(orderPaidMessage({ ...held, orderId: 'o1' }))).not.toContain('Total')
})

test('a message about findings says what is new, what changed and what is closed, the worst first (STO-186, WAT-3)', () => {
  const line = (vulnerability: string, more: Partial<FindingLine> = {}): FindingLine => ({
    ...{ vulnerability, class: 'minor', state: 'detected', toldBefore: false, summary: '', knownExploited: false },
    ...{ fixedVersions: [], tags: [{ repository: 'store/acme/widget', tag: '1.0.0' }] },
    ...more,
  })
  const message = findingNoticeMessage({
    productName: 'Widget',
    urgent: false,
    hours: { critical: 72, major: 168 },
    findings: [
      line('CVE-1'),
      line('CVE-2', { class: 'critical', fixedVersions: ['3.0.11'] }),
      line('CVE-3', { class: 'major', state: 'open', toldBefore: true }),
      line('CVE-4', { state: 'withdrawn', toldBefore: true }),
    ],
  })
  expect(message.subject).toBe('2 new vulnerabilities in Widget')
  expect(wordsOf(message)).toMatch(/CVE-2.*Fixed in 3\.0\.11.*CVE-1.*You know of these.*CVE-3.*Closed.*CVE-4/s)
  expect(wordsOf(message)).toContain('critical ones within 72 hours, major ones within 7 days')
  const urgent = findingNoticeMessage({ productName: 'Widget', urgent: true, hours: {}, findings: [line('CVE-1')] })
  expect(urgent.subject).toBe('A vulnerability of Widget is being exploited')
})
