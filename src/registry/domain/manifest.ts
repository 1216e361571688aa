import { type Digest, isDigest } from './digest.ts'
import { manifestInvalid, manifestTooLarge, schema1Refused } from './errors.ts'
import {
  bareMediaType,
  isForeignLayer,
  isSchema1,
  type ManifestKind,
  manifestKind,
  pluginConfig,
} from './media-types.ts'

/** Largest manifest in bytes. */
export const largestManifest = 4 * 1024 * 1024
const deepest = 32
const mostEntries = 4000

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

/** What the registry reads of a manifest. The bytes themselves are kept as they came. */
export interface Manifest {
  readonly mediaType: string
  readonly kind: ManifestKind
  readonly config?: Descriptor
  readonly layers: readonly Descriptor[]
  /** The manifests of an index. */
  readonly children: readonly Descriptor[]
  /** The image that this one is about: a signature, an SBOM. */
  readonly subject?: Descriptor
  readonly artifactType?: string
  readonly isPlugin: boolean
}

/**
 * Reads a manifest under the media type that it was sent with. Throws registry.manifest_invalid with the reason,
 * registry.schema1_refused and registry.manifest_too_large. Unknown media types are not looked into.
 */
export function parseManifest(bytes: Uint8Array, contentType: string | undefined): Manifest {
  if (bytes.byteLength > largestManifest) throw manifestTooLarge({ limit: largestManifest })
  const said = bareMediaType(contentType)
  if (isSchema1(said)) throw schema1Refused()
  const kind = manifestKind(said)
  if (said !== '' && said !== 'application/json' && kind === 'other') return unread(said)
  const document = readJson(bytes)
  const mediaType = settleMediaType(said, document)
  return manifestKind(mediaType) === 'index' ? readIndex(document, mediaType) : readImage(document, mediaType)
}

const unread = (mediaType: string): Manifest => ({
  mediaType,
  kind: 'other',
  layers: [],
  children: [],
  isPlugin: false,
})

type Json = Readonly<Record<string, unknown>>

function refuse(why: string): never {
  throw manifestInvalid({ why })
}

function readJson(bytes: Uint8Array): Json {
  if (nesting(bytes) > deepest) refuse(`it is nested deeper than ${deepest} levels.`)
  let parsed: unknown
  try {
    parsed = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    refuse('it is not valid JSON in UTF-8.')
  }
  return isObject(parsed) ? parsed : refuse('it is not a JSON object.')
}

/** The deepest level of brackets outside strings, so that a hostile document is refused before it is parsed. */
function nesting(bytes: Uint8Array): number {
  let depth = 0
  let most = 0
  let inString = false
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i]
    if (inString) {
      if (byte === 0x5c) i++
      else if (byte === 0x22) inString = false
    } else if (byte === 0x22) inString = true
    else if (byte === 0x7b || byte === 0x5b) most = Math.max(most, ++depth)
    else if (byte === 0x7d || byte === 0x5d) depth--
  }
  return most
}

function settleMediaType(said: string, document: Json): string {
  const inside = document.mediaType
  if (document.schemaVersion === 1) throw schema1Refused()
  if (document.schemaVersion !== 2) refuse('its schemaVersion is not 2.')
  if (inside !== undefined && typeof inside !== 'string') refuse('its mediaType is not a text.')
  const mediaType = said === '' || said === 'application/json' ? (inside ?? '') : said
  if (manifestKind(mediaType) === 'other') refuse('neither its content type nor its mediaType says what it is.')
  if (inside !== undefined && inside !== mediaType) {
    refuse(`it was sent as ${mediaType} but calls itself ${inside}.`)
  }
  // One document that can be read as image and as index has two meanings for one digest.
  if ((document.layers !== undefined || document.config !== undefined) && document.manifests !== undefined) {
    refuse('it has layers and manifests at once.')
  }
  return mediaType
}

function readImage(document: Json, mediaType: string): Manifest {
  const config = descriptor(document.config, 'config')
  const layers = descriptors(document.layers, 'layers')
  return { ...common(document, mediaType), kind: 'image', config, layers, isPlugin: config.mediaType === pluginConfig }
}

function readIndex(document: Json, mediaType: string): Manifest {
  return { ...common(document, mediaType), kind: 'index', children: descriptors(document.manifests, 'manifests') }
}

function common(document: Json, mediaType: string) {
  const { subject, artifactType } = document
  if (artifactType !== undefined && typeof artifactType !== 'string') refuse('its artifactType is not a text.')
  return {
    mediaType,
    layers: [],
    children: [],
    isPlugin: false,
    ...(subject !== undefined && subject !== null && { subject: descriptor(subject, 'subject') }),
    ...(artifactType !== undefined && { artifactType }),
  }
}

function descriptors(value: unknown, where: string): readonly Descriptor[] {
  if (!Array.isArray(value)) refuse(`its ${where} is not a list.`)
  if (value.length > mostEntries) refuse(`its ${where} has more than ${mostEntries} entries.`)
  return value.map((entry, index) => descriptor(entry, `${where}[${index}]`))
}

function descriptor(value: unknown, where: string): Descriptor {
  if (!isObject(value)) refuse(`its ${where} is not a descriptor.`)
  const { mediaType, digest, size, urls } = value
  if (typeof mediaType !== 'string' || mediaType === '') refuse(`its ${where} has no mediaType.`)
  if (!isDigest(digest)) refuse(`its ${where} has no valid digest.`)
  if (typeof size !== 'number' || !Number.isSafeInteger(size) || size < 0) refuse(`its ${where} has no valid size.`)
  const platform = platformOf(value.platform)
  const foreign = isForeignLayer(mediaType) && Array.isArray(urls) && urls.length > 0
  return { mediaType, digest, size, foreign, ...(platform && { platform }) }
}

/** The platform that a descriptor or an image configuration names; undefined when it names none. */
export function platformOf(value: unknown): Platform | undefined {
  if (!isObject(value)) return undefined
  const { os, architecture, variant } = value
  if (typeof os !== 'string' || typeof architecture !== 'string' || os === '' || architecture === '') return undefined
  return { os, architecture, ...(typeof variant === 'string' && variant !== '' && { variant }) }
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Everything that the manifest needs to be there before it: blobs for images, manifests for indexes. */
export function neededBlobs(manifest: Manifest): readonly Descriptor[] {
  const all = manifest.config ? [manifest.config, ...manifest.layers] : manifest.layers
  return all.filter((entry) => !entry.foreign)
}
