import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { days, seconds, systemClock } from '../clock.ts'
import { silentLog } from '../testing/silent-log.ts'
import { type TestDatabase, testDatabase } from '../testing/test-database.ts'
import { turnableClock } from '../testing/turnable-clock.ts'
import type { EnqueueOptions, Job, QueueDeclaration } from './jobs.ts'
import { type OpenedJobs, type OpenJobs, openJobs } from './open-jobs.ts'

const mail = 'notifications.send-mail'
const scan = 'vulnerabilities.scan-image'
const hour = 3_600_000

let database: TestDatabase
let jobs: OpenedJobs
const opened: OpenedJobs[] = []

beforeAll(async () => {
  database = await testDatabase()
})
beforeEach(async () => {
  if (opened.length > 0) await database.reset()
})
afterEach(async () => {
  for (const queue of opened) await queue.stop()
})
afterAll(() => database.close())

/** Opens the queue; nothing is polled, so what runs was woken. */
async function open(queues: readonly QueueDeclaration[], options: Partial<OpenJobs> = {}): Promise<OpenedJobs> {
  jobs = await openJobs({ database, log: silentLog, clock: systemClock, pollEvery: hour, ...options })
  opened.push(jobs)
  await jobs.declare(queues)
  return jobs
}

async function put(queue: string, data: object, options?: EnqueueOptions): Promise<void> {
  await database.transaction((tx) => jobs.enqueue(tx, queue, data, options))
  jobs.wake([queue])
}

test('a job that was committed runs at once, without waiting for the poll', async () => {
  await open([{ name: mail }])
  const seen: Job<{ to: string }>[] = []
  await jobs.handle<{ to: string }>(mail, async (job) => void seen.push(job))
  await put(mail, { to: 'otter' })
  await vi.waitFor(() => expect(seen).toMatchObject([{ queue: mail, data: { to: 'otter' }, attempt: 1 }]))
  await vi.waitFor(async () => expect(await jobs.counts()).toEqual({ [mail]: { waiting: 0, active: 0, failed: 0 } }))
})

test('a job whose transaction was rolled back does not exist', async () => {
  await open([{ name: mail }])
  const refused = database.transaction(async (tx) => {
    await jobs.enqueue(tx, mail, { to: 'otter' })
    throw new Error('changed my mind')
  })
  await expect(refused).rejects.toThrow('changed my mind')
  expect(await jobs.counts()).toMatchObject({ [mail]: { waiting: 0 } })
})

test('the poll finds what nobody woke', async () => {
  await open([{ name: mail }], { pollEvery: 20 })
  const seen: object[] = []
  await jobs.handle(mail, async (job) => void seen.push(job.data))
  await database.transaction((tx) => jobs.enqueue(tx, mail, { to: 'heron' }))
  await vi.waitFor(() => expect(seen).toEqual([{ to: 'heron' }]))
})

test('an unknown queue, a bad name and a key that would be ignored are refused', async () => {
  await open([{ name: mail }])
  await expect(put('notifications.send-fax', {})).rejects.toThrow('not declared')
  await expect(put(mail, {}, { dedupeKey: 'otter' })).rejects.toThrow('dedupe: true')
  await expect(jobs.declare([{ name: 'SendMail' }])).rejects.toThrow('module.verb-noun')
})

test('a dedupe key keeps one waiting job, and another may wait while one runs', async () => {
  await open([{ name: scan, dedupe: true }])
  await put(scan, { image: 'a' }, { dedupeKey: 'a' })
  await put(scan, { image: 'a' }, { dedupeKey: 'a' })
  await put(scan, { image: 'b' }, { dedupeKey: 'b' })
  expect(await jobs.counts()).toMatchObject({ [scan]: { waiting: 2 } })

  const { release, started } = await holdingHandler(scan)
  await vi.waitFor(() => expect(started).toHaveLength(1))
  await put(scan, { image: 'a' }, { dedupeKey: 'a' })
  expect(await jobs.counts()).toMatchObject({ [scan]: { waiting: 2, active: 1 } })
  release()
  await vi.waitFor(() => expect(started).toHaveLength(3))
})

test('a failing job is tried again later and later, then lies with the dead letters until it is replayed', async () => {
  const clock = turnableClock()
  await open([{ name: mail, retries: 2 }], { clock })
  const attempts: number[] = []
  let broken = true
  await jobs.handle(mail, async ({ attempt }) => {
    attempts.push(attempt)
    if (broken) throw new Error('the mail server is away')
  })
  await put(mail, { to: 'otter' })
  for (const count of [1, 2, 3]) {
    await vi.waitFor(() => expect(attempts).toHaveLength(count))
    await vi.waitFor(async () => expect(await jobs.counts()).toMatchObject({ [mail]: { active: 0 } }))
    jobs.wake([mail])
    clock.advance(seconds(60))
    jobs.wake([mail])
  }
  expect(attempts).toEqual([1, 2, 3])
  expect(await jobs.counts()).toEqual({ [mail]: { waiting: 0, active: 0, failed: 1 } })

  const [letter] = await jobs.deadLetters(10)
  expect(letter).toMatchObject({ queue: mail, data: { to: 'otter' }, reason: 'the mail server is away' })
  broken = false
  expect(await jobs.replay(mail, letter?.id ?? '')).toBe(true)
  await vi.waitFor(async () => expect(await jobs.counts()).toEqual({ [mail]: { waiting: 0, active: 0, failed: 0 } }))
  expect(attempts).toHaveLength(4)
})

test('a job waits for its moment', async () => {
  const clock = turnableClock()
  await open([{ name: mail }], { clock })
  const seen: object[] = []
  await jobs.handle(mail, async (job) => void seen.push(job.data))
  await put(mail, { about: 'renewal' }, { startAfter: new Date(clock.now().getTime() + days(30)) })
  await put(mail, { about: 'welcome' })
  await vi.waitFor(() => expect(seen).toEqual([{ about: 'welcome' }]))
  clock.advance(days(30))
  jobs.wake([mail])
  await vi.waitFor(() => expect(seen).toEqual([{ about: 'welcome' }, { about: 'renewal' }]))
})

test('at its time limit a job is told to stop and counts as failed', async () => {
  await open([{ name: scan, timeLimit: 1, retries: 0 }])
  let reason: unknown
  await jobs.handle(
    scan,
    ({ signal }) =>
      new Promise((resolve) => {
        signal.addEventListener('abort', () => {
          reason = signal.reason
          resolve()
        })
      }),
  )
  await put(scan, { image: 'endless' })
  await vi.waitFor(async () => expect(await jobs.counts()).toMatchObject({ [scan]: { failed: 1 } }), 10_000)
  expect(reason).toMatchObject({ message: expect.stringContaining('limit of 1 seconds') })
})

test('a queue runs as many jobs at once as it was declared with', async () => {
  await open([{ name: scan, concurrency: 2 }])
  const { release, started } = await holdingHandler(scan)
  for (const image of ['a', 'b', 'c']) await put(scan, { image })
  await vi.waitFor(async () => expect(await jobs.counts()).toMatchObject({ [scan]: { active: 2, waiting: 1 } }))
  expect(started).toHaveLength(2)
  release()
  await vi.waitFor(() => expect(started).toHaveLength(3))
})

test('urgent jobs go first', async () => {
  await open([{ name: scan }])
  await put(scan, { image: 'usual' })
  await put(scan, { image: 'urgent' }, { priority: 10 })
  const seen: object[] = []
  await jobs.handle(scan, async (job) => void seen.push(job.data))
  await vi.waitFor(() => expect(seen).toEqual([{ image: 'urgent' }, { image: 'usual' }]))
})

test('stopping waits for the running job and takes no new one', async () => {
  await open([{ name: scan }])
  const { release, started } = await holdingHandler(scan)
  await put(scan, { image: 'a' })
  await put(scan, { image: 'b' })
  await vi.waitFor(() => expect(started).toHaveLength(1))
  const stopped = jobs.stop()
  release()
  await stopped
  expect(started).toHaveLength(1)
  expect(await jobs.counts()).toMatchObject({ [scan]: { waiting: 1, active: 0 } })
})

test('two replicas may open the queue at the same moment', async () => {
  await database.execute('DROP SCHEMA IF EXISTS pgboss CASCADE')
  const both = await Promise.all([1, 2].map(() => openJobs({ database, log: silentLog, clock: systemClock })))
  opened.push(...both)
  await Promise.all(both.map((queue) => queue.declare([{ name: mail }, { name: scan, dedupe: true }])))
  for (const queue of both) expect(Object.keys(await queue.counts())).toEqual([mail, scan])
})

test('a changed declaration takes effect', async () => {
  await open([{ name: mail }])
  await jobs.declare([{ name: mail, retries: 9, timeLimit: 60 }])
  await put(mail, {})
  const { rows } = await database.execute('SELECT retry_limit, expire_in::text FROM pgboss.job WHERE name = $1', [mail])
  expect(rows).toEqual([{ retry_limit: 9, expire_in: '00:01:00' }])
})

test('cron patterns are checked and kept', async () => {
  await open([{ name: mail }])
  await jobs.cron(mail, '0 6 * * *')
  await expect(jobs.cron(mail, 'at six')).rejects.toThrow()
  const { rows } = await database.execute('SELECT name, cron, timezone FROM pgboss.schedule')
  expect(rows).toEqual([{ name: mail, cron: '0 6 * * *', timezone: 'UTC' }])
})

/** A handler that holds its jobs until released. */
async function holdingHandler(queue: string) {
  const started: object[] = []
  let release: () => void = () => {}
  const gate = new Promise<void>((resolve) => {
    release = resolve
  })
  await jobs.handle(queue, async (job) => {
    started.push(job.data)
    await gate
  })
  return { started, release: () => release() }
}
