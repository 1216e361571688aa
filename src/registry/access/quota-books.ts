import { seconds } from '../../platform/clock.ts'
import type { Context, Ports } from '../../platform/context.ts'
import type { Tx } from '../../platform/db/database.ts'
import { bytesOverQuota, repositoriesOverQuota } from '../domain/errors.ts'
import { placeOf } from '../domain/namespace.ts'
import { ByteBook, byteText, type Quota, quotaOf, type Usage } from '../domain/quota.ts'
import { quotas } from '../store/quotas.ts'
import { type RepositoryId, repositories } from '../store/repositories.ts'

/** How long a program believes its count of the rows: other replicas let bytes in too. */
const countFreshness = seconds(5)
/** Books that nobody has written to for longest are counted anew. */
const mostBooks = 10_000

interface OpenBook {
  readonly book: ByteBook
  /** Requests that write to it. */
  writers: number
  countedAt: number
  /** A count that is going on: whoever wants one meanwhile waits for it, as two at once would mix up what is new. */
  counting?: Promise<void> | undefined
}

const shelves = new WeakMap<Ports, Map<string, OpenBook>>()

function shelfOf(ctx: Context): Map<string, OpenBook> {
  const known = shelves.get(ctx.ports)
  if (known) return known
  const fresh = new Map<string, OpenBook>()
  shelves.set(ctx.ports, fresh)
  return fresh
}

/** The namespace whose quota a repository counts for: only publishers' own workplaces have one. */
export function namespaceWithQuota(repository: string): string | undefined {
  const place = placeOf(repository)
  return place.kind === 'staging' ? place.namespace : undefined
}

/** What the namespace may keep and what it keeps now. */
export async function measureNamespace(
  ctx: Context,
  namespace: string,
): Promise<{ readonly quota: Quota; readonly usage: Usage; readonly own: boolean }> {
  return ctx.transaction(async (tx) => {
    const override = await quotas(tx).override(namespace)
    return { quota: quotaOf(standardOf(ctx), override), usage: await quotas(tx).usage(namespace), own: !!override }
  })
}

const standardOf = ({ settings: { limits } }: Context) => ({
  bytes: (limits?.publisherGb ?? 0) * 1_000_000_000,
  repositories: limits?.publisherRepositories ?? 0,
})

/** The book of a namespace, counted within the last seconds. */
async function bookOf(ctx: Context, namespace: string): Promise<OpenBook> {
  const shelf = shelfOf(ctx)
  const open = shelf.get(namespace) ?? { book: new ByteBook(), writers: 0, countedAt: Number.NEGATIVE_INFINITY }
  shelf.delete(namespace)
  shelf.set(namespace, open)
  for (const [name, { writers }] of shelf) {
    if (shelf.size <= mostBooks) break
    if (writers === 0 && name !== namespace) shelf.delete(name)
  }
  if (ctx.clock.now().getTime() >= open.countedAt + countFreshness) await count(ctx, namespace, open)
  return open
}

function count(ctx: Context, namespace: string, open: OpenBook): Promise<void> {
  open.counting ??= countRows(ctx, namespace, open).finally(() => {
    open.counting = undefined
  })
  return open.counting
}

async function countRows(ctx: Context, namespace: string, open: OpenBook): Promise<void> {
  const countedAt = ctx.clock.now().getTime()
  open.book.beginCount()
  const { quota, usage } = await measureNamespace(ctx, namespace)
  open.book.endCount(quota.bytes, usage.bytes)
  open.countedAt = countedAt
}

/** A request's share of the book of its namespace. */
export interface ByteTaking {
  /** Lets so many bytes in. Throws registry.bytes_over_quota; the rows are counted once more before that. */
  take(bytes: number): Promise<void> | undefined
  /** So many of them are in the rows. */
  write(bytes: number): void
  /** Gives back what was taken and is not in the rows. */
  end(): void
}

/** Opens the book of the repository's namespace; undefined when nothing limits its bytes. */
export async function openTaking(ctx: Context, repository: string): Promise<ByteTaking | undefined> {
  const namespace = namespaceWithQuota(repository)
  if (namespace === undefined) return undefined
  const open = await bookOf(ctx, namespace)
  const { book } = open
  if (book.limit === undefined) return undefined
  let taken = 0
  open.writers++
  const recount = async (bytes: number): Promise<void> => {
    await count(ctx, namespace, open)
    if (!book.take(bytes)) throw overQuota(book, namespace, bytes)
    taken += bytes
  }
  return {
    take(bytes) {
      if (!book.take(bytes)) return recount(bytes)
      taken += bytes
      return undefined
    },
    write(bytes) {
      book.write(bytes)
      taken -= bytes
    },
    end() {
      book.giveBack(taken)
      taken = 0
      open.writers--
    },
  }
}

function overQuota({ used, limit = 0 }: ByteBook, namespace: string, more: number) {
  return bytesOverQuota({
    reason: 'quota',
    text: `${namespace} may keep ${byteText(limit)} and keeps ${byteText(used)}, so there is no room for ${byteText(more)} more. Delete tags and images that nobody needs, or ask the operator of this store for more`,
    used,
    limit,
  })
}

/** As repositories.ensure; a new repository counts (registry.repositories_over_quota). */
export async function ensureRepository(ctx: Context, tx: Tx, name: string): Promise<RepositoryId> {
  const namespace = namespaceWithQuota(name)
  if (namespace !== undefined && !(await repositories(tx).find(name))) await admitRepository(ctx, tx, namespace)
  return repositories(tx).ensure(name, ctx.newId(), ctx.clock.now())
}

async function admitRepository(ctx: Context, tx: Tx, namespace: string): Promise<void> {
  const limit = quotaOf(standardOf(ctx), await quotas(tx).override(namespace)).repositories
  if (limit === undefined) return
  await quotas(tx).lockRepositories(namespace)
  const used = await quotas(tx).countRepositories(namespace)
  if (used < limit) return
  throw repositoriesOverQuota({
    reason: 'quota',
    text: `${namespace} may have ${limit} repositories and has ${used}. Push to one of them, delete one, or ask the operator of this store for more`,
    used,
    limit,
  })
}
