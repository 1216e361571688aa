import { normalizePath } from '../layers/paths.ts'
import { isObject, objectsOf, type ReadConfig, readConfig, readDocument, refuseTooMany, textOf } from './documents.ts'
import { digestOf, type ImageChoice, type ImageFiles, type ImagePlan } from './image-source.ts'
import { UnusableImage } from './unusable-image.ts'

const MANIFEST = 'manifest.json'

/** True for what `docker save` writes, in its old form and in that of OCI. */
export function isDockerArchive(files: ImageFiles): Promise<boolean> {
  return files.has(MANIFEST)
}

interface Entry {
  readonly config: string
  readonly tags: readonly string[]
  readonly layers: readonly string[]
}

/** Reads `manifest.json` of an archive made by `docker save`, and the configuration that it names. */
export async function planDockerArchive(files: ImageFiles, choice: ImageChoice = {}): Promise<ImagePlan> {
  const { value } = await readDocument(files, MANIFEST)
  const entry = choose(objectsOf(value).flatMap(readEntry), choice)
  refuseTooMany(entry.layers)
  const document = await readDocument(files, entry.config)
  if (!isObject(document.value)) {
    throw new UnusableImage('invalid', `The image cannot be understood: ${entry.config} is no object.`)
  }
  const { config, created, diffIds } = readConfig(document.value)
  const name = choice.name ?? entry.tags[0]
  return {
    ...(name !== undefined && { name }),
    digest: digestOf(document.bytes),
    config,
    ...(created !== undefined && { created }),
    layers: entry.layers.map((path, index) => plannedLayer(path, diffIds, index)),
  }
}

/** The digest of the tar archive is known from the configuration; newer archives name the layer by that of its bytes, too. */
function plannedLayer(path: string, diffIds: ReadConfig['diffIds'], index: number): ImagePlan['layers'][number] {
  const diffId = diffIds[index]
  const blob = /^blobs\/sha256\/([0-9a-f]{64})$/.exec(path)?.[1]
  const digest = blob === undefined ? diffId : `sha256:${blob}`
  if (digest === undefined) {
    throw new UnusableImage(
      'invalid',
      `The image cannot be understood: its configuration does not list layer ${index}.`,
    )
  }
  return {
    digest,
    path,
    verify: { ...(blob !== undefined && { digest }), ...(diffId !== undefined && { diffId }) },
  }
}

function readEntry({ Config, RepoTags, Layers }: Readonly<Record<string, unknown>>): Entry[] {
  const config = textOf(Config)
  if (config === undefined || !Array.isArray(Layers)) return []
  const tags = Array.isArray(RepoTags) ? RepoTags : []
  return [
    {
      config: normalizePath(config).path,
      tags: tags.filter((tag): tag is string => typeof tag === 'string'),
      layers: Layers.filter((path): path is string => typeof path === 'string').map((path) => normalizePath(path).path),
    },
  ]
}

function choose(entries: readonly Entry[], { name }: ImageChoice): Entry {
  const [first, ...others] = entries
  if (first === undefined) throw new UnusableImage('invalid', `The archive holds no image: ${MANIFEST} lists none.`)
  const fitting = name === undefined ? entries : entries.filter(({ tags }) => tags.includes(name))
  if (fitting.length === 1 && fitting[0]) return fitting[0]
  // An archive of one image need not know the name under which it was asked for.
  if (others.length === 0) return first
  const tags = entries.flatMap((entry) => entry.tags)
  const known = tags.length === 0 ? 'none of them has a name' : `they are named ${tags.join(', ')}`
  throw new UnusableImage('invalid', `The archive holds ${entries.length} images; ${known}. Say which one with --name.`)
}
