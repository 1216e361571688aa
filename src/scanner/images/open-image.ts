import type { ReadLayer } from '../layers/read-layer.ts'
import { isDockerArchive, planDockerArchive } from './docker-archive.ts'
import type { ImageChoice, ImageFiles, ImagePlan } from './image-source.ts'
import { isOciLayout, planOciLayout } from './oci-layout.ts'

/** A layer that can be read, and read again. */
export interface OpenableLayer {
  readonly digest: string
  /** Images from outside are checked (LAY-7). */
  readonly verify: NonNullable<ReadLayer['verify']>
  open(): AsyncIterable<Uint8Array>
}

/** An image that is ready to be scanned. */
export interface OpenImage extends Omit<ImagePlan, 'layers'> {
  /** Lowest first. */
  readonly layers: readonly OpenableLayer[]
}

/**
 * The image in an OCI layout or in an archive made by `docker save`. Undefined when the files are neither, so that they may
 * be a root file system. Throws `UnusableImage`.
 */
export async function openImage(files: ImageFiles, choice: ImageChoice = {}): Promise<OpenImage | undefined> {
  const plan = await planOf(files, choice)
  return (
    plan && { ...plan, layers: plan.layers.map(({ path, ...layer }) => ({ ...layer, open: () => files.open(path) })) }
  )
}

async function planOf(files: ImageFiles, choice: ImageChoice): Promise<ImagePlan | undefined> {
  // Newer archives of docker are both; only the manifest of docker names the image.
  if (await isDockerArchive(files)) return planDockerArchive(files, choice)
  return (await isOciLayout(files)) ? planOciLayout(files, choice) : undefined
}

/**
 * Whether an archive holds an image rather than a root file system, by the path of its first entry: tools that save images
 * begin with their blobs, documents or layer folders, which no root file system has.
 */
export function startsLikeImageArchive(firstPath: string): boolean {
  return /^(blobs|index\.json|manifest\.json|oci-layout|repositories|(sha256:)?[0-9a-f]{64}(\.json|\.tar|\.tar\.gz)?)(\/|$)/.test(
    firstPath,
  )
}
