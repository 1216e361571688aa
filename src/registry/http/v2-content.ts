import type { Readable } from 'node:stream'
import type { FastifyReply } from 'fastify'
import { deleteBlob } from '../delete-blob.ts'
import { deleteManifest } from '../delete-manifest.ts'
import { deleteTag } from '../delete-tag.ts'
import { manifestTooLarge, tagInvalid, tooManyTags } from '../domain/errors.ts'
import { largestManifest } from '../domain/manifest.ts'
import { isTag } from '../domain/names.ts'
import { takePull } from '../limits/request-limits.ts'
import { type BlobContent, pullBlob } from '../pull-blob.ts'
import { pullManifest } from '../pull-manifest.ts'
import { pushManifest } from '../push-manifest.ts'
import { headerText } from './challenge.ts'
import { pullHeaders } from './limit-headers.ts'
import { byteRange } from './ranges.ts'
import { blobContent, contentHeaders, lastingBlob, manifestHeaders } from './v2-headers.ts'
import type { V2Path } from './v2-path.ts'
import type { V2Call } from './v2-routes.ts'

/** Most tags in one PUT; the specification asks for ten at least. */
const mostTags = 100

type ManifestCall = V2Call<Extract<V2Path, { kind: 'manifest' }>>
type BlobCall = V2Call<Extract<V2Path, { kind: 'blob' }>>

/** GET and HEAD of a manifest, byte for byte as it was pushed. */
export async function answerManifest({ ctx, caller, path, method, headers, reply }: ManifestCall) {
  const { repository, reference } = path
  const allowance = takePull(ctx, { access: caller.access, address: caller.origin.address }, method)
  if (allowance) reply.headers(pullHeaders(allowance, caller))
  const manifest = await pullManifest(ctx, {
    caller,
    repository,
    reference,
    method: method === 'HEAD' ? 'HEAD' : 'GET',
  })
  reply.headers(manifestHeaders(manifest))
  // 299 "Miscellaneous persistent warning" of RFC 7234, as the distribution specification wants it (AUT-088).
  if (manifest.warning !== undefined) {
    reply.header('warning', `299 - "${headerText(manifest.warning).replace(/["\\]/g, '\\$&')}"`)
  }
  if (isNotModified(headers['if-none-match'], manifest.digest)) return reply.code(304).send()
  reply.headers(contentHeaders(manifest))
  return method === 'HEAD' ? reply.send() : reply.send(manifest.bytes)
}

/** PUT of a manifest under a tag or its digest, and under the tags of the query. */
export async function answerPushManifest({ ctx, caller, path, tags, headers, body, reply }: ManifestCall) {
  const { repository, reference } = path
  for (const tag of tags) if (!isTag(tag)) throw tagInvalid({ tag: tag.slice(0, 128) })
  if (tags.length > mostTags) throw tooManyTags({ limit: mostTags })
  const bytes = body ? await readManifest(body) : Buffer.alloc(0)
  const contentType = headers['content-type']
  const pushed = await pushManifest(ctx, {
    caller,
    repository,
    reference,
    bytes,
    tags,
    ...(contentType !== undefined && { contentType }),
  })
  if (pushed.subject) reply.header('oci-subject', pushed.subject)
  if (tags.length > 0) reply.header('oci-tag', [...new Set(tags)])
  return reply
    .code(201)
    .header('location', `/v2/${repository}/manifests/${pushed.digest}`)
    .header('docker-content-digest', pushed.digest)
    .send()
}

/** DELETE by tag takes the tag away, by digest the manifest. */
export async function answerDeleteManifest({ ctx, caller, path, reply }: ManifestCall): Promise<FastifyReply> {
  const { repository, reference } = path
  if (reference.kind === 'tag') await deleteTag(ctx, { caller, repository, tag: reference.tag })
  else await deleteManifest(ctx, { caller, repository, digest: reference.digest })
  return reply.code(202).send()
}

/** DELETE of a blob that no manifest of the repository needs. */
export async function answerDeleteBlob({ ctx, caller, path, reply }: BlobCall): Promise<FastifyReply> {
  const { repository, digest } = path
  await deleteBlob(ctx, { caller, repository, digest })
  return reply.code(202).send()
}

/** GET and HEAD of a blob, wholly or one range of it. */
export async function answerBlob({ ctx, caller, path, method, headers, reply }: BlobCall): Promise<FastifyReply> {
  const { repository, digest } = path
  const blob = await pullBlob(ctx, { caller, repository, digest })
  reply.headers(lastingBlob(digest))
  if (isNotModified(headers['if-none-match'], digest)) return reply.code(304).send()
  reply.headers(blobContent)
  if (method === 'HEAD') return reply.header('content-length', blob.size).send()
  // A part is served from here: not every client repeats its range at the second address.
  const address = headers.range === undefined ? await blob.address() : undefined
  if (address !== undefined)
    return reply.code(307).header('location', address).header('cache-control', 'no-store').send()
  return sendBlob(blob, headers.range, reply)
}

async function sendBlob(blob: BlobContent, wanted: string | undefined, reply: FastifyReply): Promise<FastifyReply> {
  const range = byteRange(wanted, blob.size)
  if (range === 'unsatisfiable') return reply.code(416).header('content-range', `bytes */${blob.size}`).send()
  if (range === 'all') return reply.header('content-length', blob.size).send(await blob.open())
  return reply
    .code(206)
    .header('content-length', range.end - range.start + 1)
    .header('content-range', `bytes ${range.start}-${range.end}/${blob.size}`)
    .send(await blob.open(range))
}

function isNotModified(header: string | undefined, digest: string): boolean {
  return header?.split(',').some((tag) => tag.trim().replace(/^W\//, '') === `"${digest}"`) ?? false
}

async function readManifest(body: Readable): Promise<Buffer> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of body) {
    size += (chunk as Buffer).byteLength
    if (size > largestManifest) throw manifestTooLarge({ limit: largestManifest })
    chunks.push(chunk as Buffer)
  }
  return Buffer.concat(chunks)
}
