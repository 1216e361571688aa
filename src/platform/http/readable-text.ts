import type { FastifyRequest } from 'fastify'
import { defineError } from '../errors.ts'

const unreadableText = defineError(
  'invalid',
  'http.unreadable_text',
  'The request holds a NUL character or half of a surrogate pair, which no text here can hold. Take it out and try again.',
)

// With the flag u the range matches only halves that lack their other half.
const unreadable = /\0|[\ud800-\udfff]/u

/** Refuses text that PostgreSQL cannot store, wherever it stands in address or body, before anybody asks for it. */
export function refuseUnreadableText(request: FastifyRequest): void {
  const { body, params, query } = request
  // Almost every address is plain; only escapes can bring such text into it.
  if (request.url.includes('%') && (holdsUnreadable(query) || holdsUnreadable(params))) throw unreadableText()
  if (body instanceof URLSearchParams ? unreadable.test([...body].join()) : isPlain(body) && holdsUnreadable(body)) {
    throw unreadableText()
  }
}

/** What a JSON document becomes; not the bytes and streams of an upload. */
function isPlain(body: unknown): boolean {
  if (typeof body !== 'object' || body === null) return typeof body === 'string'
  return Array.isArray(body) || Object.getPrototypeOf(body) === Object.prototype
}

function holdsUnreadable(value: unknown): boolean {
  if (typeof value === 'string') return unreadable.test(value)
  if (typeof value !== 'object' || value === null) return false
  return Object.entries(value).some(([name, inner]) => unreadable.test(name) || holdsUnreadable(inner))
}
