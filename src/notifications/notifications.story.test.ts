import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { accountIdOf, type Shelf, type ShopBench, shopBench } from '../../test/support/shop-bench.ts'
import { subscribe } from '../licensing/subscribe.ts'
import { days } from '../platform/clock.ts'
import type { Context } from '../platform/context.ts'
import { type MemoryMailer, openMemoryMailer } from '../platform/mail/memory-mailer.ts'
import type { NotificationId } from './domain/notification.ts'
import { forgetOld } from './forget-old.ts'
import { sendMail } from './send-mail.ts'
import { setPreferences, setProductNotices } from './set-preferences.ts'
import { readAllMessages, readMessage, showInbox } from './show-inbox.ts'
import {
  tellAddressTaken,
  tellPasswordChanged,
  tellPasswordResetRequested,
  tellVerificationRequested,
} from './tell-account-news.ts'
import { tellOrderPaid, tellSubscriptionStarted, tellTrialEnding } from './tell-customer-news.ts'
import { tellListingHeld, tellListingRevoked, tellUpdateAvailable } from './tell-listing-news.ts'
import { tellApplicationReceived, tellScanFinished } from './tell-publisher-news.ts'
import { type SubmissionNews, tellChangesRequested, tellSubmissionPosted } from './tell-submission-news.ts'

let bench: ShopBench
let mail: MemoryMailer
beforeAll(async () => {
  bench = await shopBench()
  mail = openMemoryMailer()
  Object.assign(bench.ports, { mail })
})
beforeEach(async () => {
  await bench.reset()
  mail.clear()
})
afterAll(() => bench.close())

/** Works off the mails that wait, as the queue does. */
async function sendsMails(): Promise<void> {
  for (const { queue, data } of bench.jobs.splice(0)) {
    expect(queue).toBe('notifications.send-mail')
    await sendMail(bench.system, data as { notificationId: NotificationId })
  }
}

const mailsTo = (who: string): string[] =>
  mail.sent.filter(({ to }) => to === `${who}@example.test`).map(({ subject }) => subject)
const inboxOf = async (person: Context): Promise<string[]> =>
  (await showInbox(person)).items.map(({ subject }) => subject)

describe('a mail with a secret link', () => {
  const link = 'http://localhost:8080/verify-email?token=abc'

  test('goes to the address that asked, is in no inbox, and leaves no trace of the link', async () => {
    const otter = await bench.person('otter')
    const asked = { accountId: accountIdOf(otter), email: 'otter@new.test', name: 'Otter', link }
    await tellVerificationRequested(bench.system, asked)
    await sendsMails()

    expect(mail.sent).toMatchObject([{ to: 'otter@new.test', text: expect.stringContaining(link) }])
    expect(await inboxOf(otter)).toEqual([])
    expect(JSON.stringify(await bench.rows('SELECT * FROM notification'))).not.toContain('token=abc')
  })

  test('every request has its own mail, every delivery of one request the same', async () => {
    const otter = await bench.person('otter')
    const asked = { accountId: accountIdOf(otter), email: 'otter@example.test', name: 'Otter' }
    for (const token of ['one', 'one', 'two']) {
      await tellPasswordResetRequested(bench.system, { ...asked, link: `http://localhost:8080/r?token=${token}` })
    }
    await sendsMails()
    expect(mailsTo('otter')).toHaveLength(2)
  })

  test('whoever keeps signing up with the address of another does not fill the mailbox', async () => {
    const otter = await bench.person('otter')
    const claimed = { accountId: accountIdOf(otter), email: 'otter@example.test', name: 'otter' }
    for (let tries = 0; tries < 5; tries++) await tellAddressTaken(bench.system, claimed)
    await sendsMails()
    expect(mailsTo('otter')).toHaveLength(1)
  })
})

describe('an event that is delivered twice', () => {
  test('is told once', async () => {
    const { publisherId, seller } = await bench.sells('acme', 'Widget', [{ name: 'Free' }])
    await tellApplicationReceived(bench.system, { publisherId })
    await tellApplicationReceived(bench.system, { publisherId })
    await sendsMails()
    expect(mailsTo('acme')).toHaveLength(1)
    expect(await inboxOf(seller)).toHaveLength(1)
  })

  test('at the same moment is told once', async () => {
    const { publisherId } = await bench.sells('acme', 'Widget', [{ name: 'Free' }])
    await Promise.all([1, 2, 3].map(() => tellApplicationReceived(bench.system, { publisherId })))
    expect(bench.jobs).toHaveLength(1)
  })

  test('a mail job that runs again sends nothing again, and the time of sending is kept', async () => {
    const { publisherId } = await bench.sells('acme', 'Widget', [{ name: 'Free' }])
    await tellApplicationReceived(bench.system, { publisherId })
    const [job] = bench.jobs
    await sendMail(bench.system, job?.data as { notificationId: NotificationId })
    mail.clear()
    await sendMail(bench.system, job?.data as { notificationId: NotificationId })
    expect(mail.sent).toEqual([])
    expect(await bench.rows('SELECT sent_at FROM notification')).toEqual([{ sent_at: bench.clock.now() }])
  })

  test('a mail server that was down gets the mail with the next try', async () => {
    const { publisherId } = await bench.sells('acme', 'Widget', [{ name: 'Free' }])
    await tellApplicationReceived(bench.system, { publisherId })
    const data = bench.jobs[0]?.data as { notificationId: NotificationId }
    Object.assign(bench.ports, { mail: { send: () => Promise.reject(new Error('connection refused')) } })
    await expect(sendMail(bench.system, data)).rejects.toThrow('connection refused')
    Object.assign(bench.ports, { mail })
    await sendMail(bench.system, data)
    expect(mailsTo('acme')).toHaveLength(1)
  })
})

describe('publishers', () => {
  test('learn of a finished scan of their image; copies in the store and strangers’ names tell nobody', async () => {
    await bench.sells('acme', 'Widget', [{ name: 'Free' }])
    const digest = `sha256:${'a'.repeat(64)}`
    const counts = { critical: 1, major: 0, minor: 2, unknown: 0 }
    await tellScanFinished(bench.system, { repository: 'acme/widget', digest, state: 'complete', counts })
    await tellScanFinished(bench.system, { repository: 'store/acme/widget', digest, state: 'complete' })
    await tellScanFinished(bench.system, { repository: 'nobody/widget', digest, state: 'failed' })
    await sendsMails()
    expect(mail.sent).toMatchObject([{ to: 'acme@example.test', text: expect.stringMatching(/Critical: 1/) }])
  })

  test('find every scan result in the inbox, and in the mailbox what has to be dealt with', async () => {
    const { seller } = await bench.sells('acme', 'Widget', [{ name: 'Free' }])
    await setPreferences(seller, { newsByMail: false })
    const digest = `sha256:${'a'.repeat(64)}`
    const counts = { critical: 0, major: 2, minor: 0, unknown: 0 }
    await tellScanFinished(bench.system, { repository: 'acme/widget', digest, state: 'complete', counts })
    await tellScanFinished(bench.system, { repository: 'acme/widget', digest, state: 'failed' })
    await sendsMails()
    expect(mailsTo('acme')).toEqual(['The scan of acme/widget failed'])
    expect(await inboxOf(seller)).toHaveLength(2)
  })

  test('read every reason when changes are requested, in each round anew', async () => {
    const shelf = await bench.sells('acme', 'Widget', [{ name: 'Free' }])
    await tellChangesRequested(bench.system, newsOf(shelf, 1))
    await tellChangesRequested(bench.system, newsOf(shelf, 1))
    await tellChangesRequested(bench.system, newsOf(shelf, 2))
    await sendsMails()
    expect(mailsTo('acme')).toHaveLength(2)
    expect(mail.sent[0]?.text).toContain('Short description: Say what it does.')
  })

  test('and moderators each read what the other side wrote', async () => {
    const shelf = await bench.sells('acme', 'Widget', [{ name: 'Free' }])
    const mora = await bench.person('mora')
    await bench.database.execute('INSERT INTO role_grant (account_id, role, granted_at) VALUES ($1, $2, $3)', [
      accountIdOf(mora),
      'moderator',
      bench.clock.now(),
    ])
    const posts = [
      { id: 'p1', author: 'mora', authorRole: 'moderator' as const, text: 'Which licence?' },
      { id: 'p2', author: 'acme', authorRole: 'publisher' as const, text: 'MIT.' },
    ]
    const news = { ...newsOf(shelf, 1), posts }
    await tellSubmissionPosted(bench.system, { ...news, postId: 'p1' })
    await tellSubmissionPosted(bench.system, { ...news, postId: 'p2' })
    expect(await inboxOf(shelf.seller)).toEqual(['mora wrote about Widget'])
    expect(await inboxOf(mora)).toEqual(['acme wrote about Widget'])
  })
})

describe('customers', () => {
  let shelf: Shelf
  let otter: Context
  let heron: Context
  beforeEach(async () => {
    shelf = await bench.sells('acme', 'Widget', [{ name: 'Free' }])
    otter = await takes('otter', true)
    heron = await takes('heron', false)
  })

  async function takes(name: string, notify: boolean): Promise<Context> {
    const person = await bench.person(name)
    const { id: planId, terms } = shelf.plan('Free')
    await subscribe(person, { planId, account: name, termsHash: terms.hash, notify })
    bench.jobs.length = 0
    return person
  }

  test('who opted in learn of a hold, and the publisher does; others see it with their next pull', async () => {
    await bench.holds(shelf, 'CVE-2026-0001 is past its deadline')
    await tellListingHeld(bench.system, { productId: shelf.productId, reason: 'CVE-2026-0001 is past its deadline' })
    await sendsMails()
    expect(mailsTo('otter')).toEqual(['Widget is on hold'])
    expect(mailsTo('acme')).toEqual(['Widget is on hold'])
    expect(mailsTo('heron')).toEqual([])
  })

  test('may change their mind later, both ways', async () => {
    await setProductNotices(otter, { productId: shelf.productId, notices: false })
    await setProductNotices(heron, { productId: shelf.productId, notices: true })
    await tellUpdateAvailable(bench.system, { productId: shelf.productId })
    await sendsMails()
    expect([mailsTo('otter'), mailsTo('heron')]).toEqual([[], ['Widget 1.0.0 is available']])
  })

  test('who do not hold it may ask for notices, too', async () => {
    const wren = await bench.person('wren')
    await setProductNotices(wren, { productId: shelf.productId, notices: true })
    await tellUpdateAvailable(bench.system, { productId: shelf.productId })
    expect(await inboxOf(wren)).toEqual(['Widget 1.0.0 is available'])
  })

  test('all learn of a revocation, whatever they chose (STO-189)', async () => {
    await bench.revokes(shelf, 'malware')
    await tellListingRevoked(bench.system, { productId: shelf.productId, reason: 'malware' })
    await sendsMails()
    expect([mailsTo('otter'), mailsTo('heron'), mailsTo('acme')]).toEqual(Array(3).fill(['Widget was revoked']))
  })

  test('of an organization are its owners', async () => {
    const accountId = await bench.organization('harbour', { owner: otter, member: heron })
    const { id: planId } = shelf.plan('Free')
    const event = { subscriptionId: 's1' as never, accountId, planId, productId: shelf.productId }
    await tellSubscriptionStarted(bench.system, event)
    await sendsMails()
    expect([mailsTo('otter'), mailsTo('heron')]).toEqual([['You have Widget'], []])
    expect(mailsTo('acme')).toEqual([])
    expect(await inboxOf(shelf.seller)).toEqual(['A customer took Widget'])
  })

  test('are told twice that a trial ends, and once of each', async () => {
    const { id: planId } = shelf.plan('Free')
    const trial = { subscriptionId: 's1' as never, accountId: accountIdOf(otter), planId, productId: shelf.productId }
    for (const daysLeft of [7, 7, 1]) {
      await tellTrialEnding(bench.system, { ...trial, endsAt: '2026-04-01T09:00:00.000Z', daysLeft })
    }
    await sendsMails()
    expect(mailsTo('otter')).toEqual(['Your trial of Widget ends in 7 days', 'Your trial of Widget ends in 1 day'])
    expect(mail.sent[0]?.text).toContain('1 April 2026')
  })

  test('get one mail per paid order', async () => {
    const { id: planId } = shelf.plan('Free')
    const order = { orderId: 'o1', accountId: accountIdOf(otter), planId, productId: shelf.productId }
    await tellOrderPaid(bench.system, order)
    await tellOrderPaid(bench.system, order)
    await sendsMails()
    expect(mailsTo('otter')).toEqual(['Your payment for Widget'])
  })
})

describe('the inbox', () => {
  test('is one’s own: strangers have none, nobody reads or ticks off that of another', async () => {
    const { publisherId, seller } = await bench.sells('acme', 'Widget', [{ name: 'Free' }])
    const heron = await bench.person('heron')
    await tellApplicationReceived(bench.system, { publisherId })
    const [item] = (await showInbox(seller)).items
    const id = item?.id as NotificationId

    await expect(showInbox(bench.stranger)).rejects.toMatchObject({ kind: 'unauthenticated' })
    await expect(readMessage(heron, { id })).rejects.toMatchObject({ code: 'notifications.not_found' })
    await readMessage(seller, { id })
    await readMessage(seller, { id })
    expect(await showInbox(seller)).toMatchObject({ unread: 0, items: [{ read: true }] })
  })

  test('is ticked off as a whole, one’s own and no other', async () => {
    const [otter, heron] = [await bench.person('otter'), await bench.person('heron')]
    const { publisherId } = await bench.sells('acme', 'Widget', [{ name: 'Free' }])
    await tellApplicationReceived(bench.system, { publisherId })
    for (const person of [otter, heron]) {
      await tellPasswordChanged(bench.system, { accountId: accountIdOf(person) })
    }
    await readAllMessages(otter)
    const unread = await Promise.all([otter, heron].map(async (person) => (await showInbox(person)).unread))
    expect(unread).toEqual([0, 1])
  })

  test('forgets what is more than a year old', async () => {
    const { publisherId, seller } = await bench.sells('acme', 'Widget', [{ name: 'Free' }])
    await tellApplicationReceived(bench.system, { publisherId })
    bench.clock.advance(days(399))
    await forgetOld(bench.system)
    expect(await inboxOf(seller)).toHaveLength(1)
    bench.clock.advance(days(2))
    await forgetOld(bench.system)
    expect(await inboxOf(seller)).toEqual([])
  })
})

function newsOf({ productId, publisherId }: Shelf, round: number): SubmissionNews {
  return {
    submission: {
      id: '0198c0de-0000-7000-8000-000000000001',
      productId,
      publisherId,
      productName: 'Widget',
      round,
      publishMode: 'manual',
    },
    reasons: [{ field: 'shortDescription', text: 'Say what it does.' }],
    posts: [],
    note: 'Nearly there.',
  }
}
