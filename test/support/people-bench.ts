import type { FastifyInstance } from 'fastify'
import { accountsModule } from '../../src/accounts/module.ts'
import { authenticate } from '../../src/app/authenticate.ts'
import type { AccountId, Actor, Role } from '../../src/platform/actor.ts'
import { memoryBlobStore } from '../../src/platform/blobs/memory-blob-store.ts'
import type { Context } from '../../src/platform/context.ts'
import { hashPassword } from '../../src/platform/crypto/passwords.ts'
import type { DomainEvent } from '../../src/platform/events.ts'
import { createServer } from '../../src/platform/http/server.ts'
import { type Id, uuidv7 } from '../../src/platform/ids.ts'
import type { Jobs } from '../../src/platform/jobs/jobs.ts'
import { openLog } from '../../src/platform/log.ts'
import { contextMaker } from '../../src/platform/make-context.ts'
import { silentLog } from '../../src/platform/testing/silent-log.ts'
import { testDatabase } from '../../src/platform/testing/test-database.ts'
import { turnableClock } from '../../src/platform/testing/turnable-clock.ts'
import { publishersModule } from '../../src/publishers/module.ts'

/** What everybody on the bench signs in with. */
export const password = 'a rope and an anchor'

export type PeopleBench = Awaited<ReturnType<typeof peopleBench>>

/** Accounts and publishers on a test database, below HTTP and through it with real cookies; events are kept. */
export async function peopleBench(options: { publicUrl?: string } = {}) {
  const { publicUrl = 'http://localhost:8080' } = options
  const database = await testDatabase()
  const clock = turnableClock()
  const opening = clock.now()
  const events: DomainEvent[] = []
  const passwordHash = await hashPassword(password)
  const makeContext = contextMaker({
    database,
    jobs: { enqueue: async () => {}, wake() {} } as unknown as Jobs,
    clock,
    log: silentLog,
    ports: { files: memoryBlobStore() } as unknown as Context['ports'],
    settings: {
      publicUrl,
      registryHost: 'localhost:8080',
      storeName: 'Chandlery',
      demo: false,
      collectionDelay: 86_400_000,
      alone: true,
    },
    subscribersOf: (event) => {
      events.push(event)
      return []
    },
  })

  /** Somebody with a confirmed account, and a context in which they act. */
  async function person(name: string, ...roles: Role[]): Promise<Context> {
    const id = uuidv7(clock.now()) as string as AccountId
    await database.execute(
      `INSERT INTO account (id, kind, name, full_name, email, email_verified_at, password_hash, created_at)
       VALUES ($1, 'user', $2, $2, $3, $4, $5, $4)`,
      [id, name, `${name}@example.test`, clock.now(), passwordHash],
    )
    for (const role of roles) {
      await database.execute('INSERT INTO role_grant (account_id, role, granted_at) VALUES ($1, $2, $3)', [
        id,
        role,
        clock.now(),
      ])
    }
    const actor: Actor = { kind: 'user', accountId: id, name, roles, sessionId: uuidv7(clock.now()) as Id<'session'> }
    return makeContext(actor)
  }

  /** The routes of both modules on a server, where callers are known by cookie or bearer as in the store. */
  async function serves(): Promise<FastifyInstance> {
    const app = await createServer({ log: openLog('silent'), publicUrl, trustProxy: false })
    app.addHook('onRequest', async (request) => {
      request.ctx = await authenticate(makeContext, request)
    })
    for (const { routes } of [accountsModule, publishersModule]) {
      await app.register(async (scope) => routes?.(scope))
    }
    return app
  }

  return {
    database,
    clock,
    events,
    makeContext,
    system: makeContext({ kind: 'system', reason: 'test' }),
    stranger: makeContext({ kind: 'anonymous', address: '192.0.2.1' }),
    person,
    serves,
    told: <Event extends DomainEvent>(type: Event['type']) => events.filter((event) => event.type === type) as Event[],
    async rows(text: string, values: readonly unknown[] = []) {
      return (await database.execute(text, values)).rows
    },
    async actions(): Promise<string[]> {
      const { rows } = await database.execute('SELECT action FROM audit_entry ORDER BY id LIMIT 1000')
      return rows.map((row) => String(row.action))
    },
    async reset() {
      await database.reset()
      clock.set(opening)
      events.length = 0
    },
    close: () => database.close(),
  }
}
