import type { FastifyReply } from 'fastify'
import { appendUpload } from '../append-upload.ts'
import { cancelUpload } from '../cancel-upload.ts'
import { type Digest, digest, isDigest } from '../domain/digest.ts'
import { uploadInvalid } from '../domain/errors.ts'
import { finishUpload } from '../finish-upload.ts'
import { mountBlob } from '../mount-blob.ts'
import { showUpload } from '../show-upload.ts'
import { startUpload } from '../start-upload.ts'
import { announcedBytes, chunkOffset } from './ranges.ts'
import type { V2Path } from './v2-path.ts'
import type { V2Call } from './v2-routes.ts'

/** Query of the upload addresses. */
export interface UploadQuery {
  readonly digest?: string
  readonly mount?: string
  readonly from?: string
}

type Start = V2Call<Extract<V2Path, { kind: 'uploads' }>>
type Upload = V2Call<Extract<V2Path, { kind: 'upload' }>>

interface Progress {
  readonly repository: string
  readonly uploadId: string
  readonly size: number
}

/** POST: mounts, uploads in one step, or opens an upload. */
export async function answerStart({ ctx, caller, path, query, headers, body, reply }: Start): Promise<FastifyReply> {
  const { repository } = path
  const { mount, from, digest: wanted } = query as UploadQuery
  // What cannot be mounted, whatever the reason, is uploaded: the specification wants a 202.
  if (isDigest(mount)) {
    const source = from === undefined ? {} : { from }
    if (await mountBlob(ctx, { caller, repository, digest: mount, ...source })) {
      return created(reply, repository, mount)
    }
  }
  const complete = wanted === undefined ? undefined : digest(wanted)
  const upload = await startUpload(ctx, { caller, repository })
  if (!complete || !body) return progress(reply, upload).code(202).send()
  await finishUpload(ctx, {
    caller,
    repository,
    uploadId: upload.uploadId,
    digest: complete,
    source: body,
    ...announcedBytes(headers),
  })
  return created(reply, repository, complete)
}

/** PATCH: adds bytes, at the place that Content-Range names or at the end. */
export async function answerAppend({ ctx, caller, path, headers, body, reply }: Upload): Promise<FastifyReply> {
  const { repository, uploadId } = path
  const offset = chunkOffset(headers['content-range'], headers['content-length'])
  if (!body)
    return progress(reply, await showUpload(ctx, { caller, repository, uploadId }))
      .code(202)
      .send()
  const upload = await appendUpload(ctx, {
    caller,
    repository,
    uploadId,
    source: body,
    ...announcedBytes(headers),
    ...(offset !== undefined && { offset }),
  })
  return progress(reply, upload).code(202).send()
}

/** PUT: the last bytes, if any, and the digest of the whole. */
export async function answerFinish({ ctx, caller, path, query, headers, body, reply }: Upload): Promise<FastifyReply> {
  const { repository, uploadId } = path
  const { digest: wanted } = query as UploadQuery
  if (wanted === undefined) throw uploadInvalid({ why: 'the closing request lacks the digest of the content.' })
  const complete = digest(wanted)
  const offset = body && chunkOffset(headers['content-range'], headers['content-length'])
  await finishUpload(ctx, {
    caller,
    repository,
    uploadId,
    digest: complete,
    ...(body && { source: body, ...announcedBytes(headers) }),
    ...(offset !== undefined && { offset }),
  })
  return created(reply, repository, complete)
}

/** GET: how far it got. */
export async function answerUploadStatus({ ctx, caller, path, reply }: Upload): Promise<FastifyReply> {
  const { repository, uploadId } = path
  return progress(reply, await showUpload(ctx, { caller, repository, uploadId }))
    .code(204)
    .send()
}

/** DELETE: forgets it. */
export async function answerCancel({ ctx, caller, path, reply }: Upload): Promise<FastifyReply> {
  const { repository, uploadId } = path
  await cancelUpload(ctx, { caller, repository, uploadId })
  return reply.code(204).send()
}

function progress(reply: FastifyReply, { repository, uploadId, size }: Progress): FastifyReply {
  return reply
    .header('location', `/v2/${repository}/blobs/uploads/${uploadId}`)
    .header('docker-upload-uuid', uploadId)
    .header('range', `0-${Math.max(size - 1, 0)}`)
}

function created(reply: FastifyReply, repository: string, complete: Digest): FastifyReply {
  return reply
    .code(201)
    .header('location', `/v2/${repository}/blobs/${complete}`)
    .header('docker-content-digest', complete)
    .send()
}
