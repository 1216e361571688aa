import type { Context } from '../platform/context.ts'
import { authorizeAccess, authorizeReference, type Caller } from './access/authorize-access.ts'
import { notePull } from './access/note-pull.ts'
import type { Digest } from './domain/digest.ts'
import { loginRequired, manifestUnknown } from './domain/errors.ts'
import { parseManifest } from './domain/manifest.ts'
import { type Reference, referenceText } from './domain/names.ts'
import { hasImmutableTags } from './domain/namespace.ts'
import type { CachedManifest } from './memory/cached-manifest.ts'
import { memoryOf } from './memory/registry-memory.ts'
import { manifests } from './store/manifests.ts'
import { tags } from './store/tags.ts'

export interface PullManifest {
  readonly caller: Caller
  readonly repository: string
  readonly reference: Reference
  readonly method: 'GET' | 'HEAD'
}

export interface PulledManifest extends CachedManifest {
  /** To be told with the answer (AUT-088). */
  readonly warning?: string
}

/** A manifest by tag or digest. For published content licensing is asked each time (AUT-008); every answer is noted (AUT-103). */
export async function pullManifest(ctx: Context, input: PullManifest): Promise<PulledManifest> {
  await authorizeAccess(ctx, input.caller, 'pull', input.repository)
  const { caller, repository, reference } = input
  const { access } = caller
  if (!access) throw loginRequired()
  const digest = reference.kind === 'digest' ? reference.digest : await digestOfTag(ctx, repository, reference.tag)
  const manifest = digest && (await manifestBy(ctx, repository, digest))
  if (!manifest) throw manifestUnknown({ repository, reference: referenceText(reference) })
  const admission = await authorizeReference(ctx, { ...caller, access }, repository, reference)
  const { origin } = caller
  const tag = reference.kind === 'tag' ? reference.tag : undefined
  notePull(ctx, { access, origin, repository, tag, method: input.method, manifest, admission })
  return { ...manifest, ...(admission?.warning !== undefined && { warning: admission.warning }) }
}

async function digestOfTag(ctx: Context, repository: string, tag: string): Promise<Digest | undefined> {
  const memory = memoryOf(ctx)
  const load = async () => (await ctx.transaction((tx) => tags(tx).find(repository, tag)))?.digest
  if (!hasImmutableTags(repository) && !memory.hearsOthers()) return load()
  return memory.tags.get(`${repository} ${tag}`, ctx.clock.now(), load)
}

async function manifestBy(ctx: Context, repository: string, digest: Digest): Promise<CachedManifest | undefined> {
  const { manifests: content, mediaTypes } = memoryOf(ctx)
  const mediaType = await mediaTypes.get(`${repository} ${digest}`, ctx.clock.now(), () =>
    ctx.transaction((tx) => manifests(tx).mediaTypeIn(repository, digest)),
  )
  if (mediaType === undefined) return undefined
  const known = content.get(`${mediaType} ${digest}`)
  if (known) return known
  const stored = await ctx.transaction((tx) => manifests(tx).find(repository, digest))
  if (!stored) return undefined
  const children = parseManifest(stored.bytes, stored.mediaType).children.map((child) => child.digest)
  const manifest = { digest, mediaType: stored.mediaType, bytes: stored.bytes, children }
  content.set(`${stored.mediaType} ${digest}`, manifest, stored.bytes.byteLength + 1024)
  return manifest
}
