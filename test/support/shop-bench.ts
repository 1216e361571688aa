import Fastify, { type FastifyInstance } from 'fastify'
import { billingModule } from '../../src/billing/module.ts'
import type { ManifestInput } from '../../src/catalog/domain/manifest.ts'
import {
  createProduct,
  freezeRevision,
  getPlans,
  markHeld,
  markReleased,
  markRevision,
  markRevoked,
  markWithdrawn,
  type PlanId,
  type PlanOfListing,
  type ProductId,
  publishRevision,
  saveDraft,
  storeRepositoryOf,
} from '../../src/catalog/index.ts'
import { checkoutModule } from '../../src/checkout/module.ts'
import { licensingModule } from '../../src/licensing/module.ts'
import type { AccountId, Actor, Role } from '../../src/platform/actor.ts'
import type { Context } from '../../src/platform/context.ts'
import type { DomainEvent } from '../../src/platform/events.ts'
import { sendProblem } from '../../src/platform/http/problem.ts'
import { type Id, uuidv7 } from '../../src/platform/ids.ts'
import type { Jobs } from '../../src/platform/jobs/jobs.ts'
import { contextMaker } from '../../src/platform/make-context.ts'
import { openSimulatedPayments } from '../../src/platform/payments/simulated-payments.ts'
import { silentLog } from '../../src/platform/testing/silent-log.ts'
import { testDatabase } from '../../src/platform/testing/test-database.ts'
import { turnableClock } from '../../src/platform/testing/turnable-clock.ts'
import type { PublisherId } from '../../src/publishers/index.ts'
import { webhooksModule } from '../../src/webhooks/module.ts'

type PlanInput = NonNullable<ManifestInput['plans']>[number]

/** A product in the shop window, with its plans by name. */
export interface Shelf {
  readonly productId: ProductId
  readonly slug: string
  readonly publisherId: PublisherId
  /** Acts for the publisher. */
  readonly seller: Context
  plan(name: string): PlanOfListing['plan']
}

export type ShopBench = Awaited<ReturnType<typeof shopBench>>

/** Catalogue, licences, checkout and books on a test database, below HTTP; the payment provider is the simulated one. */
export async function shopBench() {
  const database = await testDatabase()
  const clock = turnableClock()
  const opening = clock.now()
  const events: DomainEvent[] = []
  const jobs: { queue: string; data: object }[] = []
  const queue = {
    async enqueue(_tx: unknown, name: string, data: object) {
      jobs.push({ queue: name, data })
    },
    wake() {},
  } as unknown as Jobs
  const publicUrl = 'http://localhost:8080'
  const payments = openSimulatedPayments({ database, clock, publicUrl })
  const ports = { payments: { ...payments } } as unknown as Context['ports'] & { payments: typeof payments }
  const makeContext = contextMaker({
    database,
    jobs: queue,
    clock,
    log: silentLog,
    ports,
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
  const system = makeContext({ kind: 'system', reason: 'test' })
  const newId = () => uuidv7(clock.now()) as string

  /** Somebody with a confirmed account, signed in. */
  async function person(name: string, ...roles: Role[]): Promise<Context> {
    const accountId = newId() as AccountId
    await database.execute(
      `INSERT INTO account (id, kind, name, full_name, email, email_verified_at, password_hash, created_at)
       VALUES ($1, 'user', $2, $2, $3, $4, 'no password', $4)`,
      [accountId, name, `${name}@example.test`, clock.now()],
    )
    const actor: Actor = { kind: 'user', accountId, name, roles, sessionId: newId() as Id<'session'> }
    return makeContext(actor)
  }

  async function organization(name: string, people: Record<'owner' | 'member', Context>): Promise<AccountId> {
    const id = newId() as AccountId
    await database.execute(
      `INSERT INTO account (id, kind, name, full_name, created_at) VALUES ($1, 'organization', $2, $2, $3)`,
      [id, name, clock.now()],
    )
    for (const [role, member] of Object.entries(people)) {
      await database.execute('INSERT INTO organization_member VALUES ($1, $2, $3, $4)', [
        id,
        accountIdOf(member),
        role,
        clock.now(),
      ])
    }
    return id
  }

  /** An active publisher with one owner. */
  async function seller(slug: string): Promise<{ id: PublisherId; owner: Context }> {
    const owner = await person(slug)
    const id = newId() as PublisherId
    const profile = { legalName: `${slug} Ltd`, website: '', phone: '', email: '', shortDescription: '', story: '' }
    await database.execute(
      `INSERT INTO publisher (id, account_id, slug, state, company_name, website, message, applied_by, applied_at,
         profile, byol_ungated, byol_gated)
       VALUES ($1, $2, $3, 'active', $3, '', '', $2, $4, $5, true, true)`,
      [id, accountIdOf(owner), slug, clock.now(), JSON.stringify(profile)],
    )
    await database.execute('INSERT INTO publisher_member VALUES ($1, $2, $3, $4)', [
      id,
      accountIdOf(owner),
      'owner',
      clock.now(),
    ])
    return { id, owner }
  }

  /** A published product with these plans; each plan gets a repository of its own unless it names some. */
  async function sells(slug: string, name: string, plans: readonly PlanInput[]): Promise<Shelf> {
    const { id: publisherId, owner } = await seller(slug)
    const { product } = await createProduct(owner, { publisherId, name })
    const shelf = { productId: product.id, slug: product.slug, publisherId, seller: owner }
    return publish(shelf, name, plans)
  }

  async function publish(shelf: Omit<Shelf, 'plan'>, name: string, plans: readonly PlanInput[]): Promise<Shelf> {
    const { productId, seller: owner, slug } = shelf
    const complete = plans.map((plan) => completePlan(slug, plan))
    await saveDraft(owner, {
      productId,
      change: {
        name,
        contentType: 'image',
        runsOn: 'community',
        licenseType: 'commercial',
        version: '1.0.0',
        plans: complete,
      },
    })
    const { revisionId, manifest } = await freezeRevision(system, { productId })
    await markRevision(system, { revisionId, state: 'approved' })
    const versions = manifest.plans.flatMap((plan) =>
      plan.repositories.flatMap(({ repository, tags }) =>
        tags.map((tag) => ({
          planIds: [plan.id],
          repository: storeRepositoryOf(repository),
          tag,
          digest: `sha256:${'0'.repeat(63)}1`,
          platforms: [{ os: 'linux', architecture: 'amd64' }],
          size: 1000,
          pushedAt: clock.now(),
        })),
      ),
    )
    await publishRevision(system, { revisionId, versions, at: clock.now() })
    const found = await getPlans(
      system,
      manifest.plans.map((plan) => plan.id as PlanId),
    )
    return {
      ...shelf,
      plan(wanted) {
        const match = found.find(({ plan }) => plan.name === wanted)
        if (!match) throw new Error(`There is no plan ${wanted}.`)
        return match.plan
      },
    }
  }

  /** The routes of licences, checkout, books and webhooks on a bare server; each request acts for the given context. */
  async function serves(): Promise<{ app: FastifyInstance; as(ctx: Context): FastifyInstance }> {
    const app = Fastify({ ajv: { customOptions: { coerceTypes: 'array', removeAdditional: false, allErrors: true } } })
    let acting = makeContext({ kind: 'anonymous' })
    app.decorateRequest('ctx')
    app.addHook('onRequest', async (request) => {
      request.ctx = acting
    })
    app.setErrorHandler((error, request, reply) => sendProblem(error, request, reply))
    for (const { routes } of [licensingModule, checkoutModule, billingModule, webhooksModule]) {
      await app.register(async (scope) => routes?.(scope))
    }
    return {
      app,
      as(ctx) {
        acting = ctx
        return app
      },
    }
  }

  return {
    database,
    clock,
    events,
    jobs,
    ports,
    payments,
    system,
    stranger: makeContext({ kind: 'anonymous' }),
    person,
    organization,
    seller,
    sells,
    serves,
    holds: ({ productId }: Shelf, reason: string) => markHeld(system, { productId, reason, at: clock.now() }),
    releases: ({ productId }: Shelf) => markReleased(system, { productId, at: clock.now() }),
    revokes: ({ productId }: Shelf, reason: string) => markRevoked(system, { productId, reason, at: clock.now() }),
    withdraws: ({ productId }: Shelf) => markWithdrawn(system, { productId, reason: 'end of life', at: clock.now() }),
    told: (type: string) => events.filter((event) => event.type === type),
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
      Object.assign(ports.payments, payments)
      events.length = 0
      jobs.length = 0
    },
    close: () => database.close(),
  }
}

/** The account behind a person's context. */
export function accountIdOf({ actor }: Context): AccountId {
  if (actor.kind !== 'user') throw new Error('Nobody is signed in here.')
  return actor.accountId
}

/** The name of the person behind a context. */
export function nameOf({ actor }: Context): string {
  if (actor.kind !== 'user') throw new Error('Nobody is signed in here.')
  return actor.name
}

function completePlan(slug: string, plan: PlanInput): PlanInput {
  const name = plan.name ?? 'Community'
  return {
    description: `${name} for everybody.`,
    isDefault: true,
    access: 'subscribed',
    prices: [],
    trialDays: 0,
    repositories: [{ repository: `${slug}/${name.toLowerCase()}`, tags: ['1.0.0'] }],
    licence: { kind: 'text', text: `Terms of ${name}.` },
    instructions: `Run ${name}.`,
    ...plan,
    name,
  }
}
