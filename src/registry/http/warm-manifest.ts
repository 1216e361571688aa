import { randomUUID } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { Context } from '../../platform/context.ts'
import type { AddressOf } from '../../platform/http/client-address.ts'
import type { Shortcut } from '../../platform/http/shortcut.ts'
import type { ModuleParts } from '../../platform/module.ts'
import { type Access, holds, type Origin } from '../access/access.ts'
import type { Admission } from '../access/access-source.ts'
import type { Caller } from '../access/authorize-access.ts'
import { decisionKey } from '../access/decide.ts'
import { notePull } from '../access/note-pull.ts'
import { isDigest } from '../domain/digest.ts'
import { isPublished } from '../domain/namespace.ts'
import { takePull, takeRequest } from '../limits/request-limits.ts'
import type { CachedManifest } from '../memory/cached-manifest.ts'
import { memoryOf, type RegistryMemory, tokenKey } from '../memory/registry-memory.ts'
import { countWarmManifest } from '../registry-metrics.ts'
import { pullHeaders } from './limit-headers.ts'
import { contentHeaders, manifestHeaders, v2Headers } from './v2-headers.ts'

interface Asked {
  readonly method: 'GET' | 'HEAD'
  readonly repository: string
  /** A tag, or a digest. */
  readonly reference: string
  readonly tag: string | undefined
  readonly token: string
}

/** Everything that the answer needs, all of it remembered. */
interface AtHand {
  readonly access: Access
  readonly manifest: CachedManifest
  readonly admission: Admission | undefined
}

/**
 * Answers GET and HEAD of a manifest when everything about it is remembered: token, right, tag, bytes. It asks no
 * database and decides nothing: a refusal, a warning, a condition or anything unusual is left to the usual way, whose
 * answers are the same to the last header (warm-manifest.test.ts).
 */
export function warmManifests(parts: ModuleParts): Shortcut {
  const ctx = parts.makeContext({ kind: 'system', reason: 'registry' })
  const memory = memoryOf(ctx)
  const fixed = v2Headers(parts.publicUrl)
  return (request, response, addressOf) => {
    const asked = askedFor(request)
    const atHand = asked && find(ctx.clock.now(), memory, asked)
    if (!atHand) return false
    const { access, manifest, admission } = atHand
    const { method, repository, tag } = asked
    const origin = originOf(request, addressOf)
    const limits = withinLimits(ctx, { access, origin }, method)
    if (!limits) return false
    notePull(ctx, { access, origin, repository, tag, method, manifest, admission })
    countWarmManifest(method)
    const { headers, body } = preparedAnswer(manifest, fixed)
    response.writeHead(200, [...headers, ...limits, 'x-request-id', randomUUID()])
    if (method === 'HEAD') response.end()
    else response.end(body, 'latin1')
    return true
  }
}

/** What a plain request for a manifest asks for; undefined for everything else. */
function askedFor({ method, url = '', headers }: IncomingMessage): Asked | undefined {
  if ((method !== 'GET' && method !== 'HEAD') || !url.startsWith('/v2/')) return undefined
  const marker = url.lastIndexOf('/manifests/')
  if (marker < 0 || /[?%#]/.test(url)) return undefined
  if (headers['if-none-match'] !== undefined || headers.expect !== undefined) return undefined
  const { authorization } = headers
  if (!authorization?.startsWith('Bearer ')) return undefined
  const reference = url.slice(marker + '/manifests/'.length)
  return {
    method,
    repository: url.slice('/v2/'.length, marker),
    reference,
    tag: isDigest(reference) ? undefined : reference,
    token: authorization.slice('Bearer '.length),
  }
}

function find(now: Date, memory: RegistryMemory, asked: Asked): AtHand | undefined {
  const { repository, reference, tag, token } = asked
  const access = memory.tokens.get(tokenKey(token), now)
  if (!access || !holds(access, 'repository', repository, 'pull') || isDoubtful(memory, access, now)) return undefined
  const digest = tag === undefined ? reference : memory.tags.peek(`${repository} ${tag}`, now)
  const mediaType = digest && memory.mediaTypes.peek(`${repository} ${digest}`, now)
  const manifest = mediaType && memory.manifests.get(`${mediaType} ${digest}`)
  if (!manifest) return undefined
  if (!isPublished(repository)) return { access, manifest, admission: undefined }
  const admission = memory.admissions.peek(decisionKey(access, repository, reference), now)
  if (!admission?.allowed || admission.warning !== undefined) return undefined
  return { access, manifest, admission }
}

/** True when the credential behind a token may have been revoked: the usual way knows. */
function isDoubtful({ blocks }: RegistryMemory, { credentialId }: Access, now: Date): boolean {
  return credentialId !== undefined && blocks.peek('', now)?.credentials.has(credentialId) !== false
}

/** Counts the request. The headers that say what is left; undefined when nothing is, which is told the long way. */
function withinLimits(
  ctx: Context,
  caller: Caller & { access: Access },
  method: string,
): readonly string[] | undefined {
  const { access, origin } = caller
  const counted = { access, address: origin.address }
  try {
    takeRequest(ctx, counted)
    const allowance = takePull(ctx, counted, method)
    return allowance ? Object.entries(pullHeaders(allowance, caller)).flat() : []
  } catch {
    return undefined
  }
}

interface PreparedAnswer {
  readonly headers: readonly string[]
  readonly body: string | Buffer
}

const answers = new WeakMap<CachedManifest, PreparedAnswer>()
/** Larger manifests stay buffers, as copying them costs more than a second write. */
const largestText = 32_768

/** The parts of the answer that are the same each time; the bytes as a text of one character each, which is sent faster. */
function preparedAnswer(manifest: CachedManifest, fixed: Readonly<Record<string, string>>): PreparedAnswer {
  const known = answers.get(manifest)
  if (known) return known
  const named = { ...fixed, ...manifestHeaders(manifest), ...contentHeaders(manifest) }
  const { bytes } = manifest
  const prepared = {
    headers: Object.entries(named).flatMap(([name, value]) => [name, String(value)]),
    body: bytes.byteLength > largestText ? bytes : bytes.toString('latin1'),
  }
  answers.set(manifest, prepared)
  return prepared
}

function originOf(request: IncomingMessage, addressOf: AddressOf): Origin {
  const client = request.headers['user-agent']
  const address = addressOf(request)
  return client === undefined ? { address } : { address, client: client.slice(0, 300) }
}
