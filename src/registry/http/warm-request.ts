import type { IncomingMessage } from 'node:http'
import type { Context } from '../../platform/context.ts'
import type { AddressOf } from '../../platform/http/client-address.ts'
import { type Access, holds, type Origin, originOf } from '../access/access.ts'
import { takeRequest } from '../limits/request-limits.ts'
import { type RegistryMemory, tokenKey } from '../memory/registry-memory.ts'

/** A plain request for content, as far as its head tells. */
export interface WarmRequest {
  readonly method: 'GET' | 'HEAD'
  readonly repository: string
  /** What comes after the kind: a tag, or a digest. */
  readonly reference: string
  readonly token: string
}

/** Headers that make a request an unusual one. */
const unusual = ['if-none-match', 'expect', 'range', 'if-range'] as const

/** What a plain request for a manifest or a blob asks for; undefined for everything else. */
export function warmRequest(
  { method, url = '', headers }: IncomingMessage,
  kind: 'manifests' | 'blobs',
): WarmRequest | undefined {
  if ((method !== 'GET' && method !== 'HEAD') || !url.startsWith('/v2/')) return undefined
  const marker = url.lastIndexOf(`/${kind}/`)
  if (marker < 0 || /[?%#]/.test(url) || unusual.some((name) => headers[name] !== undefined)) return undefined
  const { authorization } = headers
  if (!authorization?.startsWith('Bearer ')) return undefined
  return {
    method,
    repository: url.slice('/v2/'.length, marker),
    reference: url.slice(marker + kind.length + 2),
    token: authorization.slice('Bearer '.length),
  }
}

/** What a remembered token gives, when it opens the repository and nothing is known against it. */
export function warmAccess(now: Date, memory: RegistryMemory, asked: WarmRequest): Access | undefined {
  const access = memory.tokens.get(tokenKey(asked.token), now)
  if (!access || !holds(access, 'repository', asked.repository, 'pull')) return undefined
  return isDoubtful(memory, access, now) ? undefined : access
}

/** True when the credential behind a token may have been revoked: the usual way knows. */
function isDoubtful({ blocks }: RegistryMemory, { credentialId }: Access, now: Date): boolean {
  return credentialId !== undefined && blocks.peek('', now)?.credentials.has(credentialId) !== false
}

/** Counts the request; false when nothing is left of the caller's allowance, which is told the long way. */
export function isWithinLimits(ctx: Context, access: Access, { address }: Origin): boolean {
  try {
    takeRequest(ctx, { access, address })
    return true
  } catch {
    return false
  }
}

/** Where the request comes from. */
export function warmOrigin(request: IncomingMessage, addressOf: AddressOf): Origin {
  return originOf(addressOf(request), request.headers['user-agent'])
}
