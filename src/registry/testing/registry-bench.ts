import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import { searchAudit } from '../../audit/index.ts'
import type { AccountId, Actor, Role, TokenScope } from '../../platform/actor.ts'
import type { BlobStore } from '../../platform/blobs/blob-store.ts'
import { openFsBlobStore } from '../../platform/blobs/fs-blob-store.ts'
import { type Clock, hours } from '../../platform/clock.ts'
import type { Context, StoreLimits } from '../../platform/context.ts'
import { defineError } from '../../platform/errors.ts'
import type { DomainEvent } from '../../platform/events.ts'
import { createServer } from '../../platform/http/server.ts'
import type { Patience } from '../../platform/http/shortcut.ts'
import type { Jobs } from '../../platform/jobs/jobs.ts'
import { openLog } from '../../platform/log.ts'
import { contextMaker, type MakeContext } from '../../platform/make-context.ts'
import { type TestDatabase, testDatabase } from '../../platform/testing/test-database.ts'
import { type TurnableClock, turnableClock } from '../../platform/testing/turnable-clock.ts'
import type { AccessSource, PullAnswer, PullQuestion } from '../access/access-source.ts'
import type { NamespaceRole } from '../domain/grants.ts'
import { collectionRoutes } from '../http/collection-routes.ts'
import { registryRoutes } from '../http/registry-routes.ts'
import { repositoryRoutes } from '../http/routes.ts'
import { warmBlobs } from '../http/warm-blob.ts'
import { warmManifests } from '../http/warm-manifest.ts'
import { connectAccess } from '../memory/registry-memory.ts'

const badCredential = defineError(
  'unauthenticated',
  'accounts.bad_credentials',
  'The user name or the password is wrong.',
)

/** Somebody whom the registry can ask about. */
export interface Member {
  readonly password: string
  readonly roles?: readonly Role[]
  /** Role per staging namespace. */
  readonly namespaces?: Readonly<Record<string, NamespaceRole>>
  /** Scopes, when the password stands for a personal access token. */
  readonly scopes?: readonly TokenScope[]
  /** Id of the personal access token that the password stands for. */
  readonly credentialId?: string
}

/** The registry alone on a bare server, with people and licences that a test dictates. */
export interface RegistryBench {
  readonly app: FastifyInstance
  readonly clock: TurnableClock
  readonly database: TestDatabase
  readonly blobs: BlobStore
  /** Where the blobs lie. */
  readonly directory: string
  readonly settings: Context['settings']
  readonly events: DomainEvent[]
  /** What licensing says; a test may replace it. Default: nobody may pull anything. */
  decide: (question: PullQuestion) => PullAnswer
  readonly members: Map<string, Member>
  /** Repositories that catalog has blocked, and access tokens that accounts has revoked. */
  readonly blocked: Set<string>
  readonly revoked: Set<string>
  /** What catalog and accounts know cannot be asked. */
  unreachable: boolean
  /** On whose behalf requests to the JSON interface are made. */
  signedIn: Actor
  /** Licensing was asked this often. */
  asked: number
  context(actor?: Actor): Context
  accountId(name: string): AccountId
  auditActions(): Promise<string[]>
  /** Another program on the same rows and bytes, which hears no news: it knows only what it looks up itself. */
  deafReplica(): Promise<RegistryBench>
  /** Forgets everything that the program remembered, as a restart does; rows and bytes stay. */
  restart(): Promise<void>
  reset(): Promise<void>
  close(): Promise<void>
}

export const unknownName: PullAnswer = {
  allowed: false,
  refusal: { reason: 'unknown', text: 'there is no such repository, or your account may not pull it' },
}

const noLimits: StoreLimits = {
  ...{ anonymousPulls: 0, accountPulls: 0, addressRequests: 0, accountRequests: 0 },
  ...{ publisherGb: 0, publisherRepositories: 0 },
}

/** What a test may bring itself. */
export interface BenchOptions {
  readonly clock?: Clock
  readonly publicUrl?: string
  readonly access?: AccessSource
  /** Those that are not named are none. */
  readonly limits?: Partial<StoreLimits>
  readonly patience?: Patience
  /** Opens the blob store, at the beginning and after each restart. Default: over a folder that is removed at the end. */
  readonly openBlobs?: (clock: Clock) => Promise<BlobStore>
}

/** Opens a bench. Address and port are invented unless it listens. */
export async function registryBench(options: BenchOptions = {}): Promise<RegistryBench> {
  const database = await testDatabase()
  const directory = await mkdtemp(join(tmpdir(), 'chandlery-registry-'))
  const clock = turnableClock()
  const publicUrl = options.publicUrl ?? 'http://localhost:8080'
  const openBlobs = options.openBlobs ?? ((over: Clock) => openFsBlobStore({ directory, clock: over }))
  const log = openLog('silent')
  const settings = {
    publicUrl,
    registryHost: new URL(publicUrl).host,
    storeName: 'Chandlery',
    demo: false,
    ...(options.limits && { limits: { ...noLimits, ...options.limits } }),
    collectionDelay: hours(24),
    alone: true,
  }
  const bench = {
    clock,
    directory,
    database,
    settings,
    events: [] as DomainEvent[],
    decide: () => unknownName,
    members: new Map<string, Member>(),
    blocked: new Set<string>(),
    revoked: new Set<string>(),
    signedIn: { kind: 'anonymous' },
    asked: 0,
    accountId,
    async reset() {
      await database.reset()
      bench.events.length = 0
      bench.members.clear()
      bench.blocked.clear()
      bench.unreachable = false
      bench.revoked.clear()
      bench.decide = () => unknownName
      bench.asked = 0
      bench.signedIn = { kind: 'anonymous' }
      await bench.restart()
    },
    async close() {
      await bench.app.close()
      await database.close()
      await rm(directory, { recursive: true, force: true })
    },
  } as unknown as RegistryBench & { app: FastifyInstance; blobs: BlobStore; makeContext: MakeContext }
  bench.restart = async () => {
    await bench.app?.close()
    bench.blobs = await openBlobs(clock)
    const jobs = { enqueue: async () => {}, wake() {} } as unknown as Jobs
    bench.makeContext = contextMaker({
      database,
      jobs,
      clock: options.clock ?? clock,
      log,
      ports: { blobs: bench.blobs } as Context['ports'],
      settings,
      subscribersOf: (event) => {
        bench.events.push(event)
        return []
      },
    })
    connectAccess(bench.context(), options.access ?? people(bench))
    const parts = { makeContext: bench.makeContext, publicUrl, dataDir: directory, news: database }
    bench.app = await createServer({
      log,
      publicUrl,
      trustProxy: false,
      shortcuts: [warmManifests(parts), warmBlobs(parts)],
      ...(options.patience && { patience: options.patience }),
    })
    await registryRoutes(bench.app, parts)
    await bench.app.register(async (api) => {
      api.addHook('onRequest', async (request) => {
        request.ctx = bench.context(bench.signedIn)
      })
      await api.register(repositoryRoutes, { prefix: '/api/v1' })
      await api.register(collectionRoutes, { prefix: '/api/v1' })
    })
  }
  bench.deafReplica = async () => {
    const makeContext = contextMaker({
      database,
      jobs: { enqueue: async () => {}, wake() {} } as unknown as Jobs,
      clock: options.clock ?? clock,
      log,
      ports: { blobs: bench.blobs } as Context['ports'],
      settings,
      subscribersOf: () => [],
    })
    const context: RegistryBench['context'] = (actor = { kind: 'system', reason: 'test' }) => makeContext(actor)
    connectAccess(context(), options.access ?? people(bench))
    const app = await createServer({ log, publicUrl, trustProxy: false })
    const news = { listen: () => () => {}, hearsOthers: () => false }
    await registryRoutes(app, { makeContext, publicUrl, news, dataDir: directory })
    return Object.assign(Object.create(bench), { app, context }) as RegistryBench
  }
  bench.context = (actor = { kind: 'system', reason: 'test' }) => bench.makeContext(actor)
  bench.auditActions = async () =>
    (await searchAudit(bench.context(person('mo', ['moderator'])), {})).entries.map((entry) => entry.action)
  await bench.restart()
  return bench
}

/** The same id for the same name, so that tests can speak of people by name. */
function accountId(name: string): AccountId {
  const hex = Buffer.from(name).toString('hex').padEnd(12, '0').slice(0, 12)
  return `00000000-0000-7000-8000-${hex}` as AccountId
}

/** Somebody signed in at the web. */
export function person(name: string, roles: readonly Role[] = []): Actor {
  return { kind: 'user', accountId: accountId(name), name, roles, sessionId: accountId('session') as string as never }
}

/** What the registry is told about people and rights: whatever the bench says now. */
export function people(bench: RegistryBench): AccessSource {
  const subject = (name: string, { roles = [], scopes, credentialId }: Member) => ({
    accountId: accountId(name),
    name,
    roles,
    limitedTo: null,
    ...(scopes && { scopes }),
    ...(credentialId !== undefined && { credentialId }),
  })
  const byId = (id: AccountId) => [...bench.members].find(([name]) => accountId(name) === id)
  return {
    async authenticate(_ctx, { name, secret }) {
      const member = bench.members.get(name)
      if (!member || member.password !== secret) throw badCredential()
      return subject(name, member)
    },
    async subjectOf(_ctx, id) {
      const found = byId(id)
      return found && subject(...found)
    },
    async namespaceRole(_ctx, id, namespace) {
      return byId(id)?.[1].namespaces?.[namespace]
    },
    async namespacesOf(_ctx, id) {
      return Object.keys(byId(id)?.[1].namespaces ?? {})
    },
    async decidePull(_ctx, question) {
      bench.asked++
      return bench.decide(question)
    },
    async blockedRepositories() {
      if (bench.unreachable) throw new Error('The database does not answer.')
      return [...bench.blocked]
    },
    async revokedTokens() {
      return [...bench.revoked]
    },
  }
}
