import { randomUUID } from 'node:crypto'
import type { Context } from '../../platform/context.ts'
import type { Shortcut } from '../../platform/http/shortcut.ts'
import type { ModuleParts } from '../../platform/module.ts'
import type { Access } from '../access/access.ts'
import type { Admission } from '../access/access-source.ts'
import type { Caller } from '../access/authorize-access.ts'
import { decisionKey } from '../access/decide.ts'
import { notePull } from '../access/note-pull.ts'
import { isDigest } from '../domain/digest.ts'
import { isPublished } from '../domain/namespace.ts'
import { takePull } from '../limits/request-limits.ts'
import type { CachedManifest } from '../memory/cached-manifest.ts'
import { memoryOf, type RegistryMemory } from '../memory/registry-memory.ts'
import { countWarmAnswer } from '../registry-metrics.ts'
import { pullHeaders } from './limit-headers.ts'
import { contentHeaders, manifestHeaders, v2Headers } from './v2-headers.ts'
import { isWithinLimits, type WarmRequest, warmAccess, warmOrigin, warmRequest } from './warm-request.ts'

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
    const asked = warmRequest(request, 'manifests')
    const atHand = asked && find(ctx.clock.now(), memory, asked)
    if (!atHand) return false
    const { access, manifest, admission } = atHand
    const { method, repository, reference } = asked
    const origin = warmOrigin(request, addressOf)
    const limits = withinLimits(ctx, { access, origin }, method)
    if (!limits) return false
    notePull(ctx, { access, origin, repository, tag: tagOf(reference), method, manifest, admission })
    countWarmAnswer('manifest')
    const { headers, body } = preparedAnswer(manifest, fixed)
    response.writeHead(200, [...headers, ...limits, 'x-request-id', randomUUID()])
    if (method === 'HEAD') response.end()
    else response.end(body, 'latin1')
    return true
  }
}

function find(now: Date, memory: RegistryMemory, asked: WarmRequest): AtHand | undefined {
  const { repository, reference } = asked
  const access = warmAccess(now, memory, asked)
  if (!access) return undefined
  const tag = tagOf(reference)
  const digest = tag === undefined ? reference : memory.tags.peek(`${repository} ${tag}`, now)
  const mediaType = digest && memory.mediaTypes.peek(`${repository} ${digest}`, now)
  const manifest = mediaType && memory.manifests.get(`${mediaType} ${digest}`)
  if (!manifest) return undefined
  if (!isPublished(repository)) return { access, manifest, admission: undefined }
  const admission = memory.admissions.peek(decisionKey(access, repository, reference), now)
  if (!admission?.allowed || admission.warning !== undefined) return undefined
  return { access, manifest, admission }
}

const tagOf = (reference: string): string | undefined => (isDigest(reference) ? undefined : reference)

/** Counts the request. The headers that say what is left; undefined when nothing is, which is told the long way. */
function withinLimits(
  ctx: Context,
  caller: Caller & { access: Access },
  method: string,
): readonly string[] | undefined {
  const { access, origin } = caller
  if (!isWithinLimits(ctx, access, origin)) return undefined
  try {
    const allowance = takePull(ctx, { access, address: origin.address }, method)
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
