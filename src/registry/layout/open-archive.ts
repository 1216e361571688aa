import { createHash } from 'node:crypto'
import { Readable, Transform } from 'node:stream'
import type { Context } from '../../platform/context.ts'
import { isBlobMissing } from '../access/blob-errors.ts'
import { algorithmOf, type Digest } from '../domain/digest.ts'
import { imageDamaged, manifestUnknown } from '../domain/errors.ts'
import { blobPath, layoutVersion, writeIndex } from '../domain/oci-layout.ts'
import { manifests } from '../store/manifests.ts'
import { type ArchiveFile, packLayout } from './pack-layout.ts'
import type { ExportPlan } from './plan-export.ts'

/**
 * The archive of a plan as a stream: the index first, then manifests, then blobs. What is read is hashed on the way; bytes
 * that are not what their digest says make the stream fail with registry.image_damaged, never a wrong archive.
 */
export function openArchive(ctx: Context, plan: ExportPlan): Readable {
  return packLayout(filesOf(ctx, plan))
}

function* filesOf(ctx: Context, plan: ExportPlan): Generator<ArchiveFile> {
  yield fixed('oci-layout', Buffer.from(layoutVersion))
  yield fixed('index.json', writeIndex(plan.images))
  for (const { digest, size, repository } of plan.manifests) {
    yield { name: blobPath(digest), size, open: () => openManifest(ctx, repository, digest) }
  }
  for (const { digest, size } of plan.blobs) {
    yield { name: blobPath(digest), size, open: () => openBlob(ctx, digest) }
  }
}

const fixed = (name: string, bytes: Buffer): ArchiveFile => ({
  name,
  size: bytes.byteLength,
  open: async () => Readable.from([bytes]),
})

async function openManifest(ctx: Context, repository: string, digest: Digest): Promise<Readable> {
  const found = await ctx.transaction((tx) => manifests(tx).find(repository, digest))
  // Deleted since the archive was begun.
  if (!found) throw manifestUnknown({ repository, reference: digest })
  return verified(Readable.from([found.bytes]), digest)
}

async function openBlob(ctx: Context, digest: Digest): Promise<Readable> {
  try {
    return verified(await ctx.ports.blobs.read(digest), digest)
  } catch (error) {
    throw isBlobMissing(error) ? imageDamaged({ digest, why: 'the bytes are missing' }) : error
  }
}

/** The last bytes are not let go before the digest is known to be right. */
function verified(source: Readable, digest: Digest): Readable {
  const algorithm = algorithmOf(digest)
  const hash = createHash(algorithm)
  const check = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk)
      done(null, chunk)
    },
    flush(done) {
      const right = `${algorithm}:${hash.digest('hex')}` === digest
      done(right ? null : imageDamaged({ digest, why: 'the bytes differ' }))
    },
  })
  source.once('error', (error) => check.destroy(error))
  check.once('close', () => source.destroy())
  return source.pipe(check)
}
