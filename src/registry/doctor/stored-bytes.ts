import type { StoredBlob } from '../../platform/blobs/blob-store.ts'
import type { Context } from '../../platform/context.ts'
import { putDamageAside } from '../access/put-damage-aside.ts'
import type { Digest } from '../domain/digest.ts'
import type { Examination } from '../domain/finding.ts'
import { blobExamination } from '../store/blob-examination.ts'
import { candidates } from '../store/candidates.ts'
import { whereMissed } from './where-missed.ts'

const page = 1000

/**
 * Compares the blobs that have a row with the blobs that have bytes, both in the order of their digests, a page of each at a
 * time. What differs is looked at a second time before it is told, because the store may be at work. Answers how many there are.
 */
export async function examineStoredBytes(
  ctx: Context,
  examination: Examination,
): Promise<{ readonly blobs: number; readonly bytes: number }> {
  let after: Digest | undefined
  const seen = { blobs: 0, bytes: 0 }
  for (;;) {
    const stored = await ctx.ports.blobs.list(after, page)
    const until = stored.length < page ? undefined : stored.at(-1)?.digest
    await compare(ctx, examination, { after, until }, stored)
    seen.blobs += stored.length
    seen.bytes += stored.reduce((sum, { size }) => sum + size, 0)
    if (until === undefined) return seen
    after = until
  }
}

interface Range {
  readonly after: Digest | undefined
  readonly until: Digest | undefined
}

/** Bytes of a range of digests with the rows of the same range, which may be many more: a page at a time. */
async function compare(
  ctx: Context,
  examination: Examination,
  { after, until }: Range,
  stored: readonly StoredBlob[],
): Promise<void> {
  const unmatched = new Map(stored.map(({ digest, size }) => [digest, size]))
  for (let behind = after; ; ) {
    const from = behind
    const rows = await ctx.transaction((tx) => blobExamination(tx).page(from, until, page))
    for (const { digest, size, damaged } of rows) {
      if (damaged || unmatched.get(digest) !== size) await examineBlob(ctx, examination, digest)
      unmatched.delete(digest)
    }
    behind = rows.at(-1)?.digest
    if (rows.length < page) break
  }
  const unknown = [...unmatched.keys()]
  const known = await ctx.transaction((tx) => blobExamination(tx).known(unknown))
  for (const digest of unknown) if (!known.has(digest)) await reportUnknown(ctx, examination, digest)
}

async function examineBlob(ctx: Context, { repair, report }: Examination, digest: Digest): Promise<void> {
  const blob = await ctx.transaction((tx) => blobExamination(tx).find(digest))
  if (!blob) return
  const lookedAt = ctx.clock.now()
  const stored = await ctx.ports.blobs.stat(digest)
  if (blob.damaged) {
    const advice =
      stored?.size === blob.size
        ? 'Bytes are there again: chandlery registry verify --all looks whether they are right.'
        : 'Push the image again, or put the bytes back from a backup and call chandlery registry verify --all.'
    report({ check: 'damaged', problem: `The blob ${digest} is damaged${await whereMissed(ctx, digest)}.`, advice })
    return
  }
  if (stored?.size === blob.size) return
  const what = stored ? 'wrong_size' : 'missing'
  const problem = stored
    ? `The blob ${digest} has ${stored.size} bytes instead of ${blob.size}${await whereMissed(ctx, digest)}.`
    : `The bytes of the blob ${digest} are missing${await whereMissed(ctx, digest)}.`
  const done = repair && (await putDamageAside(ctx, { digest, size: blob.size, what, lookedAt }))
  report({
    check: stored ? 'size differs' : 'bytes missing',
    problem,
    ...(done && { repaired: 'It counts as absent now, so that the next push of the image brings it again.' }),
    advice: 'Push the image again, or put the bytes back from a backup and call chandlery registry verify --all.',
  })
}

async function reportUnknown(ctx: Context, { repair, report }: Examination, digest: Digest): Promise<void> {
  // An upload that has ended since the look removed its claim and left a row, or the bytes are gone.
  if ((await ctx.transaction((tx) => blobExamination(tx).known([digest]))).size > 0) return
  const stored = await ctx.ports.blobs.stat(digest)
  if (!stored) return
  if (repair) await ctx.transaction((tx) => candidates(tx).queueBlob(digest, ctx.clock.now()))
  report({
    check: 'bytes unknown',
    problem: `Nobody knows of the ${stored.size} bytes under ${digest}.`,
    ...(repair
      ? {
          repaired:
            'They were given to garbage collection, which removes them after its delay unless somebody pushes them.',
        }
      : { advice: 'Call again with --repair to give them to garbage collection.' }),
  })
}
