import type { Readable } from 'node:stream'
import * as s3 from '@aws-sdk/client-s3'
import { getSignedUrl } from '@aws-sdk/s3-request-presigner'
import { isAbsent, isBeyondEnd, unreachable } from './s3-problems.ts'
import type { S3Redirects, S3Settings } from './s3-settings.ts'
import { untilIdle } from './until-idle.ts'

/** How long one call may take with all its attempts, in milliseconds. Joining thousands of parts takes S3 a while. */
const patience = 60_000
const joinPatience = 600_000
const connectPatience = 5_000
const attempts = 3
const sockets = 200

/** An object as a listing shows it. */
export interface S3Object {
  readonly key: string
  readonly size: number
  /** Changes with the bytes. */
  readonly etag: string
}

/** One page of a listing; `next` leads to the following one. */
export interface S3Page<Item> {
  readonly items: readonly Item[]
  readonly next: string | undefined
}

/** Parts that S3 is joining into one object; nobody sees them before `complete`. */
export interface Multipart {
  readonly key: string
  readonly id: string
}

/** A bucket, call by call: each with a time limit and attempts, and with refusals in our words (`blobs.storage_…`). */
export class S3Bucket {
  readonly #client: s3.S3Client
  readonly #bucket: string
  readonly #signing: { readonly client: s3.S3Client; readonly seconds: number } | undefined

  constructor(settings: S3Settings) {
    this.#bucket = settings.bucket
    this.#client = new s3.S3Client(clientOptions(settings, settings.endpoint))
    this.#signing = settings.redirects && signing(settings, settings.redirects, this.#client)
  }

  /** Throws `blobs.storage_unreachable` unless the bucket is there and lets us in. */
  async check(): Promise<void> {
    await this.#call((signal) =>
      this.#client.send(new s3.HeadBucketCommand({ Bucket: this.#bucket }), { abortSignal: signal }),
    )
  }

  async put(key: string, body: Uint8Array): Promise<S3Object> {
    const { ETag: etag = '' } = await this.#call((signal) =>
      this.#client.send(new s3.PutObjectCommand({ ...this.#at(key), Body: body, ContentLength: body.byteLength }), {
        abortSignal: signal,
      }),
    )
    return { key, size: body.byteLength, etag }
  }

  /** The object as it is now; undefined when there is no such key. */
  async head(key: string): Promise<S3Object | undefined> {
    const answer = await this.#call((signal) =>
      this.#client.send(new s3.HeadObjectCommand(this.#at(key)), { abortSignal: signal }).catch(absent),
    )
    return answer && { key, size: answer.ContentLength ?? 0, etag: answer.ETag ?? '' }
  }

  /** Size in bytes; undefined when there is no such key. */
  async size(key: string): Promise<number | undefined> {
    return (await this.head(key))?.size
  }

  /**
   * Opens an object or a range of it (both ends included); undefined when there is no such key, 'beyond' when the range
   * begins behind its end. With `etag`, other bytes than those are refused. A stream that stalls breaks.
   */
  async get(
    key: string,
    options: { range?: { start: number; end?: number }; etag?: string } = {},
  ): Promise<Readable | undefined | 'beyond'> {
    const { range, etag } = options
    const answer = await this.#call((signal) =>
      this.#client
        .send(
          new s3.GetObjectCommand({
            ...this.#at(key),
            ...(range && { Range: `bytes=${range.start}-${range.end ?? ''}` }),
            ...(etag && { IfMatch: etag }),
          }),
          { abortSignal: signal },
        )
        .catch((error: unknown) => (isBeyondEnd(error) ? ('beyond' as const) : absent(error))),
    )
    if (answer === undefined || answer === 'beyond') return answer
    return untilIdle(answer.Body as Readable, patience, unreachable)
  }

  /** Copies within the bucket, provided that the source still has these bytes. */
  async copy(from: S3Object, key: string): Promise<void> {
    await this.#call((signal) =>
      this.#client.send(
        new s3.CopyObjectCommand({ ...this.#at(key), CopySource: this.#source(from), CopySourceIfMatch: from.etag }),
        { abortSignal: signal },
      ),
    )
  }

  async remove(key: string): Promise<void> {
    await this.#call((signal) =>
      this.#client.send(new s3.DeleteObjectCommand(this.#at(key)), { abortSignal: signal }).catch(absent),
    )
  }

  /** Objects below a prefix in the order of their keys, at most 1000. */
  async list(prefix: string, from: { after?: string; next?: string; limit?: number } = {}): Promise<S3Page<S3Object>> {
    const answer = await this.#list({
      Prefix: prefix,
      ...(from.after !== undefined && { StartAfter: from.after }),
      ...(from.next !== undefined && { ContinuationToken: from.next }),
      ...(from.limit !== undefined && { MaxKeys: from.limit }),
    })
    const items = (answer.Contents ?? []).map(({ Key = '', Size = 0, ETag = '' }) => ({
      key: Key,
      size: Size,
      etag: ETag,
    }))
    return { items, next: answer.NextContinuationToken }
  }

  /** Names directly below a prefix that lead further: "uploads/" answers one for each upload. */
  async folders(prefix: string, next?: string): Promise<S3Page<string>> {
    const answer = await this.#list({ Prefix: prefix, Delimiter: '/', ...(next && { ContinuationToken: next }) })
    const items = (answer.CommonPrefixes ?? []).map(({ Prefix = '' }) => Prefix.slice(prefix.length, -1))
    return { items, next: answer.NextContinuationToken }
  }

  async startMultipart(key: string): Promise<Multipart> {
    const { UploadId: id = '' } = await this.#call((signal) =>
      this.#client.send(new s3.CreateMultipartUploadCommand(this.#at(key)), { abortSignal: signal }),
    )
    return { key, id }
  }

  /** Takes a whole object as part number `number` (from 1), provided that it still has these bytes. */
  async copyPart(to: Multipart, number: number, from: S3Object): Promise<{ number: number; etag: string }> {
    const { CopyPartResult } = await this.#call((signal) =>
      this.#client.send(
        new s3.UploadPartCopyCommand({
          ...this.#of(to),
          PartNumber: number,
          CopySource: this.#source(from),
          CopySourceIfMatch: from.etag,
        }),
        { abortSignal: signal },
      ),
    )
    return { number, etag: CopyPartResult?.ETag ?? '' }
  }

  /** From here on the object is there, whole. */
  async complete(multipart: Multipart, parts: readonly { number: number; etag: string }[]): Promise<void> {
    const Parts = parts.map(({ number, etag }) => ({ PartNumber: number, ETag: etag }))
    await this.#call(
      (signal) =>
        this.#client.send(
          new s3.CompleteMultipartUploadCommand({ ...this.#of(multipart), MultipartUpload: { Parts } }),
          { abortSignal: signal },
        ),
      joinPatience,
    )
  }

  async abort(multipart: Multipart): Promise<void> {
    await this.#call((signal) =>
      this.#client.send(new s3.AbortMultipartUploadCommand(this.#of(multipart)), { abortSignal: signal }).catch(absent),
    )
  }

  /** Joinings below a prefix that were never completed, with the moment they began; at most 1000. */
  async unfinished(prefix: string): Promise<readonly (Multipart & { readonly began: Date })[]> {
    const answer = await this.#call((signal) =>
      this.#client.send(new s3.ListMultipartUploadsCommand({ Bucket: this.#bucket, Prefix: prefix }), {
        abortSignal: signal,
      }),
    )
    return (answer.Uploads ?? []).map(({ Key = '', UploadId = '', Initiated = new Date(0) }) => ({
      key: Key,
      id: UploadId,
      began: Initiated,
    }))
  }

  /** An address from which a client may fetch the object for a while; undefined unless redirects are on. */
  async address(key: string): Promise<string | undefined> {
    if (!this.#signing) return undefined
    const { client, seconds } = this.#signing
    const command = new s3.GetObjectCommand({ ...this.#at(key), ResponseContentType: 'application/octet-stream' })
    return getSignedUrl(client, command, { expiresIn: seconds }).catch((error: unknown) => {
      throw unreachable(error)
    })
  }

  #list(input: Omit<s3.ListObjectsV2CommandInput, 'Bucket'>): Promise<s3.ListObjectsV2CommandOutput> {
    return this.#call((signal) =>
      this.#client.send(new s3.ListObjectsV2Command({ Bucket: this.#bucket, ...input }), { abortSignal: signal }),
    )
  }

  async #call<T>(work: (signal: AbortSignal) => Promise<T>, limit = patience): Promise<T> {
    const giveUp = new AbortController()
    // Ends with the answer's head: a body may be read for hours.
    const timer = setTimeout(() => giveUp.abort(), limit)
    try {
      return await work(giveUp.signal)
    } catch (error) {
      throw unreachable(error)
    } finally {
      clearTimeout(timer)
    }
  }

  #at(key: string) {
    return { Bucket: this.#bucket, Key: key }
  }

  #of({ key, id }: Multipart) {
    return { ...this.#at(key), UploadId: id }
  }

  #source({ key }: S3Object): string {
    return `${this.#bucket}/${key}`
  }
}

function absent(error: unknown): undefined {
  if (isAbsent(error)) return undefined
  throw error
}

function signing(settings: S3Settings, { seconds, endpoint }: S3Redirects, own: s3.S3Client) {
  return { seconds, client: endpoint === undefined ? own : new s3.S3Client(clientOptions(settings, endpoint)) }
}

function clientOptions(settings: S3Settings, endpoint: string | undefined): s3.S3ClientConfig {
  const { region, forcePathStyle, credentials, checksums } = settings
  const wanted = checksums === 'when_supported' ? 'WHEN_SUPPORTED' : 'WHEN_REQUIRED'
  const agent = { keepAlive: true, maxSockets: sockets }
  return {
    region,
    forcePathStyle,
    maxAttempts: attempts,
    requestChecksumCalculation: wanted,
    responseChecksumValidation: wanted,
    requestHandler: { connectionTimeout: connectPatience, httpAgent: agent, httpsAgent: agent },
    ...(endpoint !== undefined && { endpoint }),
    ...(credentials && { credentials }),
  }
}
