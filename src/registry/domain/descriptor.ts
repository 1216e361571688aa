import { type Digest, isDigest } from './digest.ts'
import { isForeignLayer } from './media-types.ts'

export interface Platform {
  readonly os: string
  readonly architecture: string
  readonly variant?: string
}

/** A pointer to content: what it is, which bytes, how many. */
export interface Descriptor {
  readonly mediaType: string
  readonly digest: Digest
  readonly size: number
  readonly platform?: Platform
  /** True when the bytes are fetched from elsewhere and need not be in the registry. */
  readonly foreign: boolean
}

/** An object of a parsed JSON document. */
export type Json = Readonly<Record<string, unknown>>

export function isJsonObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Longest media type (RFC 6838: 127 characters on each side of the slash). */
const longestType = 255

/** True for a text that may stand where a media type or a platform's name is wanted: one short line. */
export function isTypeText(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && value.length <= longestType && !/\p{Cc}/u.test(value)
}

/** True for a text that can be sent as a Content-Type: printable ASCII (RFC 6838 allows less), no space at its ends. */
export function isContentType(text: string): boolean {
  return text.length <= longestType && /^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/.test(text)
}

/** The descriptor that the value is, or what it lacks to be one: "mediaType", "digest", "size", or "object". */
export function readDescriptor(value: unknown): Descriptor | 'object' | 'mediaType' | 'digest' | 'size' {
  if (!isJsonObject(value)) return 'object'
  const { mediaType, digest, size, urls } = value
  if (!isTypeText(mediaType)) return 'mediaType'
  if (!isDigest(digest)) return 'digest'
  if (typeof size !== 'number' || !Number.isSafeInteger(size) || size < 0) return 'size'
  const platform = platformOf(value.platform)
  const foreign = isForeignLayer(mediaType) && Array.isArray(urls) && urls.length > 0
  return { mediaType, digest, size, foreign, ...(platform && { platform }) }
}

/** The platform that a descriptor or an image configuration names; undefined when it names none. */
export function platformOf(value: unknown): Platform | undefined {
  if (!isJsonObject(value)) return undefined
  const { os, architecture, variant } = value
  if (!isTypeText(os) || !isTypeText(architecture)) return undefined
  return { os, architecture, ...(isTypeText(variant) && { variant }) }
}
