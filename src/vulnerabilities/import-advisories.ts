import { createHash } from 'node:crypto'
import { basename } from 'node:path'
import { recordAudit } from '../audit/index.ts'
import type { Context } from '../platform/context.ts'
import { type Advisory, type LookupKey, parseOsv } from '../scanner/index.ts'
import { authorizeAdvisories } from './access.ts'
import { feedShrunk, feedTooBroken } from './domain/errors.ts'
import { readFeed } from './feeds/read-feed.ts'
import { advisories, type HashedAdvisory } from './store/advisories.ts'

/** A zip, folder or JSON file with OSV records. */
export interface ImportAdvisories {
  readonly path: string
  /** Told now and then what is going on, in a sentence. */
  readonly onProgress?: (text: string) => void
}

/** What an import did, in records. */
export interface ImportedAdvisories {
  readonly records: number
  readonly added: number
  readonly changed: number
  readonly unchanged: number
  readonly rejected: number
}

/** Records in one transaction: one fsync each, and others get a turn (EDB-14). */
const batch = 500
/** More broken records than this share, and the feed is refused (ADV-2). */
const mostRejected = 0.01

/**
 * Takes over advisory records: new and changed ones are stored, and images that hold a package they speak of are
 * matched anew without reading a layer (ADV-1…4, WAT-1). A feed that is broken or has shrunk changes nothing.
 */
export async function importAdvisories(ctx: Context, input: ImportAdvisories): Promise<ImportedAdvisories> {
  authorizeAdvisories(ctx)
  const feed = await readWhole(input)
  await refuseShrunk(ctx, input.path, feed.records)
  const result = { records: feed.total, added: 0, changed: 0, unchanged: 0, rejected: feed.rejected.length }
  const touched = new Map<string, LookupKey>()
  for (let from = 0; from < feed.records.length; from += batch) {
    const changed = await storeBatch(ctx, feed.records.slice(from, from + batch), result)
    for (const key of changed.flatMap(({ advisory }) => advisory.affected)) {
      touched.set(`${key.ecosystem}\0${key.name}`, { ecosystem: key.ecosystem, name: key.name })
    }
    if (from % 5000 === 0 && from > 0) input.onProgress?.(`${from} of ${feed.records.length} records looked at`)
  }
  await finish(ctx, input.path, feed.records, result, [...touched.values()])
  return result
}

interface WholeFeed {
  readonly total: number
  readonly records: readonly HashedAdvisory[]
  readonly rejected: readonly { name: string; reason: string }[]
}

async function readWhole({ path, onProgress }: ImportAdvisories): Promise<WholeFeed> {
  const records = new Map<string, HashedAdvisory>()
  const rejected: { name: string; reason: string }[] = []
  let total = 0
  for await (const { name, text } of readFeed(path)) {
    total += 1
    const parsed = parseOsv(text)
    if (parsed.ok) records.set(parsed.advisory.id, { advisory: parsed.advisory, hash: hashOf(parsed.advisory) })
    else rejected.push({ name, reason: parsed.reason })
    if (total % 5000 === 0) onProgress?.(`${total} records read`)
  }
  const [example] = rejected
  if (example && rejected.length > total * mostRejected) {
    throw feedTooBroken({
      path,
      rejected: rejected.length,
      records: total,
      example: `${example.name}: ${example.reason}`,
    })
  }
  return { total, records: [...records.values()], rejected }
}

function hashOf(advisory: Advisory): string {
  // `modified` may be a placeholder or in the future: what counts is whether the facts differ (ADV-3).
  const { modified: _, ...facts } = advisory
  return createHash('sha256').update(JSON.stringify(facts)).digest('base64url')
}

function countByEcosystem(records: readonly HashedAdvisory[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const { advisory } of records) {
    for (const ecosystem of new Set(advisory.affected.map((affected) => affected.ecosystem))) {
      counts.set(ecosystem, (counts.get(ecosystem) ?? 0) + 1)
    }
  }
  return counts
}

async function refuseShrunk(ctx: Context, path: string, records: readonly HashedAdvisory[]): Promise<void> {
  // A single file or a folder may bring a few records more; a zip is an ecosystem's whole data.
  if (!path.endsWith('.zip')) return
  const before = await ctx.transaction((tx) => advisories(tx).feeds())
  for (const [ecosystem, now] of countByEcosystem(records)) {
    const known = before.find((feed) => feed.ecosystem === ecosystem && feed.source === basename(path))
    if (known && now < known.records * 0.9) throw feedShrunk({ path, ecosystem, before: known.records, now })
  }
}

async function storeBatch(
  ctx: Context,
  records: readonly HashedAdvisory[],
  result: { added: number; changed: number; unchanged: number },
): Promise<readonly HashedAdvisory[]> {
  return ctx.transaction(async (tx) => {
    const known = await advisories(tx).hashes(records.map(({ advisory }) => advisory.id))
    const different = records.filter(({ advisory, hash }) => known.get(advisory.id) !== hash)
    const added = different.filter(({ advisory }) => !known.has(advisory.id)).length
    if (different.length > 0) await advisories(tx).put(different, ctx.clock.now())
    result.added += added
    result.changed += different.length - added
    result.unchanged += records.length - different.length
    return different
  })
}

async function finish(
  ctx: Context,
  path: string,
  records: readonly HashedAdvisory[],
  result: ImportedAdvisories,
  touched: readonly LookupKey[],
): Promise<void> {
  const now = ctx.clock.now()
  const source = basename(path)
  await ctx.transaction(async (tx) => {
    const counts = await advisories(tx).countsByEcosystem()
    for (const ecosystem of countByEcosystem(records).keys()) {
      const count = counts.get(ecosystem) ?? 0
      await advisories(tx).putFeed({ ecosystem, records: count, source, importedAt: now })
    }
    await recordAudit(ctx.within(tx), {
      action: 'vulnerabilities.advisories_imported',
      subject: { kind: 'advisory_feed', id: source },
      details: { ...result },
    })
    for (let from = 0; from < touched.length; from += batch) {
      await ctx.enqueue(tx, 'vulnerabilities.rematch-images', { keys: touched.slice(from, from + batch), after: '' })
    }
  })
}
