import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import type { FastifyInstance } from 'fastify'
import { createSetupLink } from '../../src/accounts/index.ts'
import { Person, type SentMail } from '../../src/app/demo/people.ts'
import { type OpenStore, openStore } from '../../src/app/open-store.ts'
import { buildServer } from '../../src/app/server.ts'
import { projectRoot } from '../../src/app/version.ts'
import type { AuditPage } from '../../src/audit/index.ts'
import { searchAudit } from '../../src/audit/index.ts'
import type { Role } from '../../src/platform/actor.ts'
import { readConfig } from '../../src/platform/config/config.ts'
import type { Ports } from '../../src/platform/context.ts'
import { openLog } from '../../src/platform/log.ts'
import { openMemoryMailer } from '../../src/platform/mail/memory-mailer.ts'
import { testDatabase } from '../../src/platform/testing/test-database.ts'
import { type TurnableClock, turnableClock } from '../../src/platform/testing/turnable-clock.ts'
import { memoryOf } from '../../src/registry/memory/registry-memory.ts'
import { writeAccessLog } from '../../src/registry/write-access-log.ts'
import { importAdvisories } from '../../src/vulnerabilities/index.ts'
import { TestPublisher } from './publisher.ts'
import { freePort } from './server-process.ts'

/** A whole store in this process: real HTTP on a port of 127.0.0.1, real database, real queue, memory for mails. */
export interface TestStore {
  readonly baseUrl: string
  /** Host and port as image names carry them. */
  readonly registryHost: string
  readonly app: FastifyInstance
  readonly open: OpenStore
  readonly clock: TurnableClock
  readonly mails: () => Promise<readonly SentMail[]>
  /** Somebody with a confirmed account, signed in. */
  person(name: string): Promise<Person>
  /** A person with a staff role. */
  staff(name: string, role: Role): Promise<Person>
  /** The first operator, signed in. */
  operator(): Promise<Person>
  /** A company that has applied. */
  applicant(slug: string): Promise<TestPublisher>
  /** A company that may submit. */
  publisher(slug: string): Promise<TestPublisher>
  planOf(slug: string, name: string): Promise<{ id: string }>
  /** The newest mail to the address whose subject fits; waits for it. */
  mailTo(address: string, subject: RegExp): Promise<SentMail>
  /** Waits until the queue has nothing to do now. */
  settle(): Promise<void>
  /** Every action in the audit trail. */
  auditActions(): Promise<string[]>
  close(): Promise<void>
}

/** What a test wants to be otherwise. */
interface TestStoreOptions {
  /** Serves the built pages too. */
  readonly web?: boolean
  /** false: without the advisories of the demo. */
  readonly advisories?: boolean
  /** More settings. */
  readonly env?: NodeJS.ProcessEnv
  /** Fakes of the test's own. */
  readonly ports?: Partial<Ports>
}

/** Opens a store for a test. */
export async function testStore(options: TestStoreOptions = {}): Promise<TestStore> {
  const dataDir = await mkdtemp(join(tmpdir(), 'chandlery-store-'))
  const database = await testDatabase()
  const clock = turnableClock()
  const mailer = openMemoryMailer()
  const port = await freePort()
  const config = readConfig({
    CHANDLERY_DATA_DIR: dataDir,
    CHANDLERY_PORT: String(port),
    CHANDLERY_HOST: '127.0.0.1',
    CHANDLERY_PUBLIC_URL: `http://127.0.0.1:${port}`,
    CHANDLERY_LOG_LEVEL: 'error',
    // Receivers of webhooks live in the test's own process.
    CHANDLERY_WEBHOOKS_TO_PRIVATE: 'true',
    CHANDLERY_WEBHOOKS_OVER_HTTP: 'true',
    ...options.env,
  })
  const open = await openStore(config, openLog(config.logLevel), {
    parts: { database, clock, ports: { ...options.ports, mail: mailer } },
  })
  await open.startJobs(true)
  const app = await buildServer(open, { web: options.web ?? false })
  await app.listen({ host: '127.0.0.1', port })
  if (options.advisories ?? true) {
    const ctx = open.makeContext({ kind: 'system', reason: 'test' })
    await importAdvisories(ctx, { path: join(projectRoot, 'demo', 'advisories') })
  }
  return assemble({ app, open, clock, mails: async () => mailer.sent, dataDir, baseUrl: config.publicUrl })
}

interface Parts {
  readonly app: FastifyInstance
  readonly open: OpenStore
  readonly clock: TurnableClock
  readonly mails: () => Promise<readonly SentMail[]>
  readonly dataDir: string
  readonly baseUrl: string
}

function assemble({ app, open, clock, mails, dataDir, baseUrl }: Parts): TestStore {
  const visited = { baseUrl, mails }
  let operator: Promise<Person> | undefined
  const store: TestStore = {
    baseUrl,
    registryHost: new URL(baseUrl).host,
    app,
    open,
    clock,
    mails,
    person: (name) => new Person(visited, name).joins(),
    operator() {
      operator ??= firstOperator(open, new Person(visited, 'olga'))
      return operator
    },
    async staff(name, role) {
      const { client } = await store.operator()
      const person = await store.person(name)
      await client.put(`/staff/${name}`, { roles: [role] })
      return person
    },
    async applicant(slug) {
      const person = await store.person(`${slug}-owner`)
      await person.createsOrganization(slug, `${slug} Ltd`)
      const { id } = await person.client.post<{ id: string }>('/publishers', {
        account: slug,
        companyName: `${slug} Ltd`,
        website: `https://${slug}.example`,
        message: 'We make things that people need.',
      })
      return new TestPublisher(person, slug, id)
    },
    async publisher(slug) {
      const publisher = await store.applicant(slug)
      await (await store.operator()).client.post(`/publishers/${publisher.id}/accept`)
      await publisher.signsAgreement()
      await publisher.completesProfile()
      return publisher
    },
    async planOf(slug, name) {
      const response = await fetch(`${baseUrl}/api/v1/listings/${slug}`)
      const listing = (await response.json()) as { plans: { id: string; name: string }[] }
      const plan = listing.plans.find((candidate) => candidate.name === name)
      if (!plan) throw new Error(`${slug} has no plan called ${name}.`)
      return plan
    },
    mailTo: (address, subject) => findMail(mails, address, subject),
    settle: () => settle(open),
    auditActions: () => auditActions(open),
    async close() {
      await app.close()
      await open.close()
      await open.database.close()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
  return store
}

async function firstOperator(open: OpenStore, person: Person): Promise<Person> {
  const { url } = await createSetupLink(open.makeContext({ kind: 'system', reason: 'test' }))
  const { name: username, email, password } = person
  await person.client.post('/setup', { token: new URL(url).searchParams.get('token'), username, email, password })
  return person
}

async function findMail(mails: TestStore['mails'], address: string, subject: RegExp): Promise<SentMail> {
  for (let tries = 0; tries < 200; tries++) {
    const mail = [...(await mails())].reverse().find((m) => m.to.includes(address) && subject.test(m.subject))
    if (mail) return mail
    await wait(50)
  }
  const subjects = (await mails()).filter((m) => m.to.includes(address)).map((m) => m.subject)
  throw new Error(`No mail to ${address} with a subject like ${subject}. There were: ${subjects.join(' | ') || 'none'}`)
}

/** Quiet twice in a row: a job that ends may have made another. Pulls are written first: they make jobs too. */
async function settle(open: OpenStore): Promise<void> {
  const ctx = open.makeContext({ kind: 'system', reason: 'test' })
  await writeAccessLog(ctx)
  const { log } = memoryOf(ctx)
  for (let quiet = 0, tries = 0; quiet < 2; tries++) {
    if (tries > 1200) throw new Error(`The queue did not come to rest: ${JSON.stringify(await open.jobs.counts())}`)
    const counts = Object.values(await open.jobs.counts())
    const isQuiet = log.waiting === 0 && counts.every(({ waiting, active }) => waiting === 0 && active === 0)
    quiet = isQuiet ? quiet + 1 : 0
    await wait(50)
  }
}

async function auditActions(open: OpenStore): Promise<string[]> {
  const ctx = open.makeContext({ kind: 'system', reason: 'test' })
  const actions: string[] = []
  for (let cursor: string | undefined; ; ) {
    const page: AuditPage = await searchAudit(ctx, { limit: 200, ...(cursor !== undefined && { cursor }) })
    actions.push(...page.entries.map((entry) => entry.action))
    if (page.next === undefined) return actions
    cursor = page.next
  }
}
