import { type Descriptor, isContentType, isJsonObject, isTypeText, type Json, readDescriptor } from './descriptor.ts'
import { manifestInvalid, manifestTooLarge, schema1Refused } from './errors.ts'
import { bareMediaType, isSchema1, type ManifestKind, manifestKind, pluginConfig } from './media-types.ts'

/** Largest manifest in bytes. */
export const largestManifest = 4 * 1024 * 1024
const deepest = 32
const mostEntries = 4000
/** What may be below an index: levels of indexes and images, manifests in all, and their bytes (they are read at once). */
export const largestTree = { levels: 8, manifests: mostEntries, bytes: 64 * 1024 * 1024 } as const

/** What the registry reads of a manifest. The bytes themselves are kept as they came. */
export interface Manifest {
  readonly mediaType: string
  /** `other`: a media type that the registry does not know. What could be read of it is a hint, nothing is demanded. */
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
 * registry.schema1_refused and registry.manifest_too_large. Under an unknown media type any bytes are taken.
 */
export function parseManifest(bytes: Uint8Array, contentType: string | undefined): Manifest {
  if (bytes.byteLength > largestManifest) throw manifestTooLarge({ limit: largestManifest })
  const said = bareMediaType(contentType)
  if (isSchema1(said)) throw schema1Refused()
  if (said !== '' && !isContentType(said)) refuse('its content type is not at most 255 characters of plain ASCII.')
  if (said !== '' && said !== 'application/json' && manifestKind(said) === 'other') return readUnknown(bytes, said)
  const document = readJson(bytes)
  const mediaType = settleMediaType(said, document)
  switch (manifestKind(mediaType)) {
    case 'index':
      return readIndex(document, mediaType)
    case 'image':
      return readImage(document, mediaType)
    case 'other':
      return readOther(document, mediaType)
  }
}

function refuse(why: string): never {
  throw manifestInvalid({ why })
}

/** The annotations of a manifest, those that are texts; undefined when it has none, or cannot be read. */
export function annotationsOf(bytes: Uint8Array): Readonly<Record<string, string>> | undefined {
  try {
    const { annotations } = readJson(bytes)
    if (!isJsonObject(annotations)) return undefined
    const texts = Object.entries(annotations).filter((pair): pair is [string, string] => typeof pair[1] === 'string')
    return texts.length > 0 ? Object.fromEntries(texts) : undefined
  } catch {
    return undefined
  }
}

function readJson(bytes: Uint8Array): Json {
  if (nesting(bytes) > deepest) refuse(`it is nested deeper than ${deepest} levels.`)
  let parsed: unknown
  try {
    parsed = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    refuse('it is not valid JSON in UTF-8.')
  }
  return isJsonObject(parsed) ? parsed : refuse('it is not a JSON object.')
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
  if (inside !== undefined && !isTypeText(inside)) refuse('its mediaType is not a text of at most 255 characters.')
  // It is told in a header with every pull, and a header holds nothing else.
  if (inside !== undefined && !isContentType(inside)) refuse('its mediaType is not plain ASCII.')
  const mediaType = said === '' || said === 'application/json' ? (inside ?? '') : said
  if (isSchema1(mediaType)) throw schema1Refused()
  if (document.schemaVersion === 1 && (mediaType === '' || manifestKind(mediaType) !== 'other')) throw schema1Refused()
  if (mediaType === '') refuse('neither its content type nor its mediaType says what it is.')
  if (manifestKind(mediaType) === 'other') return mediaType
  if (document.schemaVersion !== 2) refuse('its schemaVersion is not 2.')
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
  const named = artifactType !== undefined && artifactType !== ''
  if (named && !isTypeText(artifactType)) refuse('its artifactType is not a text of at most 255 characters.')
  return {
    mediaType,
    layers: [],
    children: [],
    isPlugin: false,
    ...(subject !== undefined && subject !== null && { subject: descriptor(subject, 'subject') }),
    ...(named && { artifactType: artifactType as string }),
  }
}

function descriptors(value: unknown, where: string): readonly Descriptor[] {
  if (!Array.isArray(value)) refuse(`its ${where} is not a list.`)
  if (value.length > mostEntries) refuse(`its ${where} has more than ${mostEntries} entries.`)
  return value.map((entry, index) => descriptor(entry, `${where}[${index}]`))
}

function descriptor(value: unknown, where: string): Descriptor {
  const read = readDescriptor(value)
  if (read === 'object') refuse(`its ${where} is not a descriptor.`)
  return typeof read === 'string' ? refuse(`its ${where} has no valid ${read}.`) : read
}

/** What can be read of bytes whose media type nobody here knows; they need not even be JSON. */
function readUnknown(bytes: Uint8Array, mediaType: string): Manifest {
  try {
    return readOther(readJson(bytes), mediaType)
  } catch {
    return readOther({}, mediaType)
  }
}

/** Of an unknown document: what it seems to point at, so that nothing of it is collected. */
function readOther(document: Json, mediaType: string): Manifest {
  const { subject, artifactType, config, layers, blobs, manifests } = document
  const [about] = wellFormed([subject])
  const [configuration] = wellFormed([config])
  return {
    mediaType,
    kind: 'other',
    layers: [...wellFormed(layers), ...wellFormed(blobs)],
    children: wellFormed(manifests),
    isPlugin: false,
    ...(configuration && { config: configuration }),
    ...(about && { subject: about }),
    ...(isTypeText(artifactType) && { artifactType }),
  }
}

function wellFormed(values: unknown): readonly Descriptor[] {
  if (!Array.isArray(values)) return []
  return values.slice(0, mostEntries).flatMap((value) => {
    const read = readDescriptor(value)
    return typeof read === 'string' ? [] : [read]
  })
}

/** The blobs that must be in the repository before the manifest; none for an unknown media type. */
export function neededBlobs(manifest: Manifest): readonly Descriptor[] {
  return manifest.kind === 'other' ? [] : namedBlobs(manifest).filter((entry) => !entry.foreign)
}

/** All blobs that the manifest points at. */
export function namedBlobs({ config, layers }: Manifest): readonly Descriptor[] {
  return config ? [config, ...layers] : layers
}
