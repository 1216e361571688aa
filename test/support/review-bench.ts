import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import Fastify, { type FastifyInstance } from 'fastify'
import { projectRoot } from '../../src/app/version.ts'
import { createProduct } from '../../src/catalog/create-product.ts'
import type { OwnerId, ProductId } from '../../src/catalog/domain/listing.ts'
import type { ManifestInput, PlanInput } from '../../src/catalog/domain/manifest.ts'
import { catalogModule } from '../../src/catalog/module.ts'
import { saveDraft } from '../../src/catalog/save-draft.ts'
import { uploadMedia } from '../../src/catalog/upload-media.ts'
import { moderationModule } from '../../src/moderation/module.ts'
import type { AccountId, Actor, Role } from '../../src/platform/actor.ts'
import { memoryBlobStore } from '../../src/platform/blobs/memory-blob-store.ts'
import type { Context } from '../../src/platform/context.ts'
import type { DomainEvent } from '../../src/platform/events.ts'
import { sendProblem } from '../../src/platform/http/problem.ts'
import { type Id, uuidv7 } from '../../src/platform/ids.ts'
import type { Job, Jobs } from '../../src/platform/jobs/jobs.ts'
import { contextMaker } from '../../src/platform/make-context.ts'
import { silentLog } from '../../src/platform/testing/silent-log.ts'
import { testDatabase } from '../../src/platform/testing/test-database.ts'
import { turnableClock } from '../../src/platform/testing/turnable-clock.ts'
import { acceptAgreement } from '../../src/publishers/accept-agreement.ts'
import { currentAgreement } from '../../src/publishers/agreement/agreement.ts'
import { applyAsPublisher } from '../../src/publishers/apply-as-publisher.ts'
import { putPublisherMember } from '../../src/publishers/change-members.ts'
import { acceptApplication } from '../../src/publishers/decide-application.ts'
import { updateProfile } from '../../src/publishers/update-profile.ts'
import { uploadLogo } from '../../src/publishers/upload-logo.ts'
import { digestOf } from '../../src/registry/domain/digest.ts'
import { parseManifest } from '../../src/registry/domain/manifest.ts'
import { blobs as blobRows } from '../../src/registry/store/blobs.ts'
import { manifests } from '../../src/registry/store/manifests.ts'
import { repositories } from '../../src/registry/store/repositories.ts'
import { tags } from '../../src/registry/store/tags.ts'

/** A publisher that may submit, with somebody for each of its roles. */
export interface Seller {
  readonly id: OwnerId
  readonly slug: string
  readonly owner: Context
  readonly editor: Context
  readonly viewer: Context
}

export type ReviewBench = Awaited<ReturnType<typeof reviewBench>>

/** Catalogue, review and registry on a test database, below HTTP; jobs are kept and run by hand. */
export async function reviewBench() {
  const database = await testDatabase()
  const clock = turnableClock()
  const blobs = memoryBlobStore()
  const events: DomainEvent[] = []
  const jobs: { queue: string; data: object }[] = []
  const queue = {
    async enqueue(_tx: unknown, name: string, data: object) {
      jobs.push({ queue: name, data })
    },
    wake() {},
  } as unknown as Jobs
  const publicUrl = 'http://localhost:8080'
  const makeContext = contextMaker({
    database,
    jobs: queue,
    clock,
    log: silentLog,
    ports: { blobs, files: memoryBlobStore() } as unknown as Context['ports'],
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
  // Emptying the tables takes the categories of the migration along; they are put back.
  const { rows: categories } = await database.execute('SELECT slug, name, position FROM category LIMIT 100')

  /** Somebody with a confirmed account, signed in. */
  async function person(name: string, ...roles: Role[]): Promise<Context> {
    const id = uuidv7(clock.now()) as string as AccountId
    await database.execute(
      `INSERT INTO account (id, kind, name, full_name, email, email_verified_at, password_hash, created_at)
       VALUES ($1, 'user', $2, $2, $3, $4, 'no password', $4)`,
      [id, name, `${name}@example.test`, clock.now()],
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

  async function seller(slug: string): Promise<Seller> {
    const [owner, editor, viewer] = await Promise.all(
      (['owner', 'editor', 'viewer'] as const).map((role) => person(role === 'owner' ? slug : `${slug}-${role}`)),
    )
    if (!owner || !editor || !viewer) throw new Error('three people')
    const id = await enrols(slug, owner, await person(`${slug}-clerk`, 'moderator'))
    for (const role of ['editor', 'viewer'] as const) {
      await putPublisherMember(owner, { publisherId: id, username: `${slug}-${role}`, role })
    }
    return { id, slug, owner, editor, viewer }
  }

  /** An image as a push leaves it: bytes in the blob store, rows, tag. Answers its digest. */
  async function pushes(repository: string, tag: string, text = `${repository}:${tag}`): Promise<string> {
    const config = Buffer.from(JSON.stringify({ os: 'linux', architecture: 'amd64', comment: text }))
    const layer = Buffer.from(`layer of ${text}`)
    const described = (mediaType: string, bytes: Buffer) => ({ mediaType, digest: digestOf(bytes), size: bytes.length })
    const bytes = Buffer.from(
      JSON.stringify({
        schemaVersion: 2,
        mediaType: 'application/vnd.oci.image.manifest.v1+json',
        config: described('application/vnd.oci.image.config.v1+json', config),
        layers: [described('application/vnd.oci.image.layer.v1.tar', layer)],
      }),
    )
    for (const content of [config, layer]) await blobs.put(content)
    const at = clock.now()
    await database.transaction(async (tx) => {
      const id = await repositories(tx).ensure(repository, uuidv7(at) as never, at)
      for (const content of [config, layer]) {
        await blobRows(tx).record(digestOf(content), content.length, at)
        await blobRows(tx).link(id, digestOf(content), at)
      }
      await manifests(tx).put(id, {
        digest: digestOf(bytes),
        bytes,
        manifest: parseManifest(bytes, undefined),
        totalSize: bytes.length + config.length + layer.length,
        platform: { os: 'linux', architecture: 'amd64' },
        pushedAt: at,
      })
      await tags(tx).move(id, { name: tag, digest: digestOf(bytes), pushedAt: at }, undefined)
    })
    return digestOf(bytes)
  }

  /** A complete draft whose one free plan gives `<slug>/<name>:<version>`; the image is pushed. */
  async function drafts(by: Seller, name: string, change: ManifestInput = {}): Promise<ProductId> {
    const { product } = await createProduct(by.editor, { publisherId: by.id, name })
    return completes(by, product.id, name, change)
  }

  async function completes(by: Seller, productId: ProductId, name: string, change: ManifestInput): Promise<ProductId> {
    const repository = `${by.slug}/${name.toLowerCase()}`
    const version = change.version ?? '1.0.0'
    await pushes(repository, version)
    const upload = async (kind: 'icon' | 'screenshot') => {
      return (await uploadMedia(by.editor, { productId, kind, content: await art(`keel-${kind}`) })).id
    }
    await saveDraft(by.editor, {
      productId,
      change: {
        iconId: await upload('icon'),
        screenshotIds: [await upload('screenshot')],
        shortDescription: `${name} does one thing.`,
        categories: ['devops-tools'],
        tags: [name.toLowerCase()],
        longDescription: `# ${name}\n\nIt does one thing.`,
        supportLink: `https://${by.slug}.example/support`,
        contentType: 'image',
        runsOn: 'community',
        licenseType: 'free',
        version,
        releaseNotes: `Notes of ${version}.`,
        plans: [planOf(repository, version)],
        ...change,
      },
    })
    return productId
  }

  /** The routes of catalogue and review on a bare server; each request acts for the given context. */
  async function serves(): Promise<{ app: FastifyInstance; as(ctx: Context): void }> {
    const app = Fastify({ ajv: { customOptions: { coerceTypes: 'array', removeAdditional: false, allErrors: true } } })
    let acting = makeContext({ kind: 'anonymous' })
    app.decorateRequest('ctx')
    app.addHook('onRequest', async (request) => {
      request.ctx = acting
    })
    app.setErrorHandler((error, request, reply) => sendProblem(error, request, reply))
    for (const { routes } of [catalogModule, moderationModule]) {
      await app.register(async (scope) => routes?.(scope))
    }
    return {
      app,
      as(ctx) {
        acting = ctx
      },
    }
  }

  return {
    database,
    clock,
    blobs,
    events,
    jobs,
    system,
    stranger: makeContext({ kind: 'anonymous' }),
    person,
    seller,
    pushes,
    drafts,
    serves,
    /** Runs what is waiting in a queue of the review, as the worker does. */
    async works(name: string): Promise<void> {
      const handler = moderationModule.handlers?.[name]
      const waiting = jobs.filter((job) => job.queue === name)
      for (const { data } of waiting) {
        await handler?.(makeContext({ kind: 'job', queue: name }), { data } as unknown as Job<never>)
      }
    },
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
      for (const { slug, name, position } of categories) {
        await database.execute('INSERT INTO category VALUES ($1, $2, $3)', [slug, name, position])
      }
      events.length = 0
      jobs.length = 0
    },
    close: () => database.close(),
  }
}

/** From application to active, by the steps that companies take (SM-1). */
async function enrols(slug: string, owner: Context, staff: Context): Promise<OwnerId> {
  const website = `https://${slug}.example`
  const applied = { account: slug, companyName: `${slug} Ltd`, website, message: 'Let us in.' }
  const { id: publisherId } = await applyAsPublisher(owner, applied)
  await acceptApplication(staff, { publisherId })
  const { version, hash } = currentAgreement
  await acceptAgreement(owner, { publisherId, version, hash })
  await uploadLogo(owner, { publisherId, content: await art('keel-icon') })
  await updateProfile(owner, {
    publisherId,
    profile: {
      legalName: `${slug} Ltd`,
      website,
      phone: '+44 20 7946 0018',
      email: `store@${slug}.example`,
      shortDescription: 'Makers of useful things.',
      story: '',
    },
  })
  return publisherId
}

const art = (name: string) => readFile(join(projectRoot, 'demo', 'art', `${name}.png`))

/** A complete free plan. */
export function planOf(repository: string, tag: string, change: PlanInput = {}): PlanInput {
  return {
    name: 'Community',
    description: 'For everybody.',
    isDefault: true,
    access: 'subscribed',
    prices: [],
    trialDays: 0,
    repositories: [{ repository, tags: [tag] }],
    licence: { kind: 'text', text: 'Use it well.' },
    instructions: 'Run it.',
    ...change,
  }
}
