import { randomUUID } from 'node:crypto'
import type { ServerResponse } from 'node:http'
import type { Readable } from 'node:stream'
import type { Context } from '../../platform/context.ts'
import type { Shortcut } from '../../platform/http/shortcut.ts'
import type { ModuleParts } from '../../platform/module.ts'
import { holds } from '../access/access.ts'
import { type Digest, isDigest } from '../domain/digest.ts'
import { isPublished } from '../domain/namespace.ts'
import { memoryOf, type RegistryMemory } from '../memory/registry-memory.ts'
import { countWarmAnswer } from '../registry-metrics.ts'
import { blobHeaders, v2Headers } from './v2-headers.ts'
import { isWithinLimits, type WarmRequest, warmAccess, warmOrigin, warmRequest } from './warm-request.ts'

/**
 * Answers GET and HEAD of a whole blob when token, right and size are remembered, as warmManifests does: small layers
 * and configurations cost little more than their bytes. Redirects, parts, callers who may push, and bytes that cannot
 * be opened are left to the usual way (warm-blob.test.ts).
 */
export function warmBlobs(parts: ModuleParts): Shortcut {
  const ctx = parts.makeContext({ kind: 'system', reason: 'registry' })
  const memory = memoryOf(ctx)
  const fixed = v2Headers(parts.publicUrl)
  return (request, response, addressOf, usualWay) => {
    const asked = warmRequest(request, 'blobs')
    if (!asked || !isDigest(asked.reference) || ctx.ports.blobs.redirect) return false
    const digest = asked.reference
    const now = ctx.clock.now()
    const access = warmAccess(now, memory, asked)
    // Who may push is about to rely on the blob: the collector has to learn of that.
    if (!access || holds(access, 'repository', asked.repository, 'push')) return false
    const size = mayBeBlocked(memory, asked, now) ? undefined : memory.blobSizes.peek(blobKey(asked), now)
    if (size === undefined || !isWithinLimits(ctx, access, warmOrigin(request, addressOf))) return false
    const headers = Object.entries({ ...fixed, ...blobHeaders({ digest, size }), 'x-request-id': randomUUID() })
    const begin = () => {
      countWarmAnswer('blob')
      response.writeHead(200, headers.flat() as string[])
    }
    if (asked.method === 'GET') sendBlob(ctx, { response, digest, begin, usualWay })
    else {
      begin()
      response.end()
    }
    return true
  }
}

const blobKey = ({ repository, reference }: WarmRequest): string => `${repository} ${reference}`

/** Content whose listing was blocked is decided the usual way; so is all, while it is not known what was. */
function mayBeBlocked({ blocks }: RegistryMemory, { repository }: WarmRequest, now: Date): boolean {
  return isPublished(repository) && blocks.peek('', now)?.repositories.has(repository) !== false
}

interface Sending {
  readonly response: ServerResponse
  readonly digest: Digest
  readonly begin: () => void
  readonly usualWay: () => void
}

function sendBlob(ctx: Context, { response, digest, begin, usualWay }: Sending): void {
  const send = (bytes: Readable) => {
    response.once('close', () => bytes.destroy())
    bytes.once('error', (error) => {
      if (!response.destroyed) ctx.log.error({ err: error, digest }, 'A blob was broken off.')
      response.destroy()
    })
    if (response.destroyed) {
      bytes.destroy()
      return
    }
    begin()
    bytes.pipe(response)
  }
  ctx.ports.blobs
    .read(digest)
    .then(send, usualWay)
    .catch((error: unknown) => {
      ctx.log.error({ err: error, digest }, 'A blob could not be sent.')
      response.destroy()
    })
}
