import {
  blobPath,
  isObject,
  type JsonObject,
  objectsOf,
  readByDigest,
  readConfig,
  readDocument,
  refuseTooMany,
  textOf,
} from './documents.ts'
import type { ImageChoice, ImageFiles, ImagePlan } from './image-source.ts'
import { UnusableImage } from './unusable-image.ts'

const INDEX = 'index.json'
/** Indexes within indexes. */
const MAX_DEPTH = 8

/** True for an OCI image layout, as a folder or as an archive. */
export async function isOciLayout(files: ImageFiles): Promise<boolean> {
  return (await files.has('oci-layout')) || (await files.has(INDEX))
}

/** A manifest that a layout offers. */
interface Offer {
  readonly digest: string
  readonly name?: string
  readonly platform?: string
}

/** Reads `index.json` of an OCI image layout, the manifest that is meant, and its configuration. */
export async function planOciLayout(files: ImageFiles, choice: ImageChoice = {}): Promise<ImagePlan> {
  const { value } = await readDocument(files, INDEX)
  if (!isObject(value)) throw new UnusableImage('invalid', `The layout cannot be understood: ${INDEX} is no object.`)
  const offer = choose(await offersOf(files, value, undefined, 0), choice)
  const manifest = await readByDigest(files, blobPath(offer.digest), offer.digest)
  const configDigest = isObject(manifest.config) ? textOf(manifest.config.digest) : undefined
  if (configDigest === undefined)
    throw new UnusableImage('invalid', `${offer.digest} is no image: it has no configuration.`)
  const { config, created, diffIds } = readConfig(await readByDigest(files, blobPath(configDigest), configDigest))
  const layers = objectsOf(manifest.layers)
  refuseTooMany(layers)
  return {
    ...(offer.name !== undefined && { name: offer.name }),
    digest: offer.digest,
    config,
    ...(created !== undefined && { created }),
    layers: layers.map((layer, index) => {
      const digest = textOf(layer.digest) ?? ''
      const diffId = diffIds[index]
      const verify = { ...(digest.startsWith('sha256:') && { digest }), ...(diffId !== undefined && { diffId }) }
      return { digest, path: blobPath(digest), verify }
    }),
  }
}

async function offersOf(
  files: ImageFiles,
  index: JsonObject,
  outer: string | undefined,
  depth: number,
): Promise<readonly Offer[]> {
  if (depth > MAX_DEPTH)
    throw new UnusableImage('limit_exceeded', `The layout has more than ${MAX_DEPTH} indexes in each other.`)
  const found: Offer[] = []
  for (const entry of objectsOf(index.manifests)) {
    const digest = textOf(entry.digest)
    if (digest === undefined || isAttestation(entry)) continue
    const name = nameOf(entry) ?? outer
    if (await isIndex(files, entry, digest)) {
      found.push(...(await offersOf(files, await readByDigest(files, blobPath(digest), digest), name, depth + 1)))
    } else {
      const platform = platformOf(entry)
      found.push({ digest, ...(name !== undefined && { name }), ...(platform !== undefined && { platform }) })
    }
  }
  return found
}

const indexTypes: ReadonlySet<unknown> = new Set([
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
])

async function isIndex(files: ImageFiles, { mediaType }: JsonObject, digest: string): Promise<boolean> {
  // Layouts of a single platform still name the index of all; what is not there is not offered.
  return indexTypes.has(mediaType) && (await files.has(blobPath(digest)))
}

function isAttestation({ annotations, platform }: JsonObject): boolean {
  const type = isObject(annotations) ? annotations['vnd.docker.reference.type'] : undefined
  return type !== undefined || (isObject(platform) && platform.os === 'unknown')
}

function nameOf({ annotations }: JsonObject): string | undefined {
  if (!isObject(annotations)) return undefined
  return textOf(annotations['io.containerd.image.name']) ?? textOf(annotations['org.opencontainers.image.ref.name'])
}

function platformOf({ platform }: JsonObject): string | undefined {
  if (!isObject(platform)) return undefined
  return [platform.os, platform.architecture, platform.variant].filter((part) => typeof part === 'string').join('/')
}

function choose(offers: readonly Offer[], { name, platform }: ImageChoice): Offer {
  if (offers.length === 0) throw new UnusableImage('invalid', 'The layout holds no image.')
  const named = name === undefined ? offers : offers.filter((offer) => offer.name === name)
  const among = named.length === 0 && offers.length === 1 ? offers : named
  const fitting = platform === undefined ? among : among.filter((offer) => isPlatform(offer, platform))
  const [first] = fitting
  if (first && fitting.every(({ digest }) => digest === first.digest)) return first
  const list = offers.map((offer) => [offer.name, offer.platform].filter(Boolean).join(' for ') || offer.digest)
  const problem = first === undefined ? 'none that is asked for' : 'more than one'
  throw new UnusableImage(
    first === undefined ? 'not_found' : 'invalid',
    `The layout holds ${problem}. It has: ${list.join(', ')}. Say which one with --name and --platform.`,
  )
}

/** A platform without a variant means any. */
function isPlatform({ platform }: Offer, wanted: string): boolean {
  return platform === wanted || platform?.startsWith(`${wanted}/`) === true
}
