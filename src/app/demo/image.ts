import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { pack } from 'tar-stream'

/** A file of a layer. Text is written as UTF-8. */
export interface LayerFile {
  readonly path: string
  readonly content: Uint8Array | string
  readonly mode?: number
}

/** A layer to build: what the Dockerfile line would have been, and the files it brings. */
export interface LayerPlan {
  readonly createdBy: string
  readonly files: readonly LayerFile[]
  /** Paths of lower layers that this one removes. */
  readonly removes?: readonly string[]
  /** gzip is what clients expect; big binaries are quicker as plain tar. Default gzip. */
  readonly compression?: 'gzip' | 'none'
}

/** What the image is and how it starts. */
export interface ImagePlan {
  readonly layers: readonly LayerPlan[]
  readonly command?: readonly string[]
  readonly environment?: readonly string[]
  readonly user?: string
  readonly labels?: Readonly<Record<string, string>>
  readonly architecture?: string
  /** Creation time in the config; fixed, so that the same plan gives the same digests. */
  readonly created?: string
}

/** A blob with its media type, as manifests describe it. */
export interface BuiltBlob {
  readonly mediaType: string
  readonly digest: string
  readonly size: number
  readonly bytes: Uint8Array
}

/** An OCI image in memory: manifest, config and layers. */
export interface BuiltImage {
  readonly manifest: BuiltBlob
  readonly config: BuiltBlob
  readonly layers: readonly BuiltBlob[]
}

const epoch = new Date('2026-01-01T00:00:00Z')

/** Puts an OCI image together from files. The same plan gives the same bytes. */
export async function buildImage(plan: ImagePlan): Promise<BuiltImage> {
  const built = await Promise.all(plan.layers.map(buildLayer))
  const created = plan.created ?? epoch.toISOString()
  const config = blob(
    'application/vnd.oci.image.config.v1+json',
    json({
      created,
      architecture: plan.architecture ?? 'amd64',
      os: 'linux',
      config: {
        Env: ['PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', ...(plan.environment ?? [])],
        ...(plan.command && { Cmd: plan.command }),
        ...(plan.user !== undefined && { User: plan.user }),
        ...(plan.labels && { Labels: plan.labels }),
      },
      rootfs: { type: 'layers', diff_ids: built.map((layer) => layer.diffId) },
      history: plan.layers.map((layer) => ({ created, created_by: layer.createdBy })),
    }),
  )
  const layers = built.map((layer) => layer.blob)
  const describe = ({ mediaType, digest, size }: BuiltBlob) => ({ mediaType, digest, size })
  const manifest = blob(
    'application/vnd.oci.image.manifest.v1+json',
    json({
      schemaVersion: 2,
      mediaType: 'application/vnd.oci.image.manifest.v1+json',
      config: describe(config),
      layers: layers.map(describe),
    }),
  )
  return { manifest, config, layers }
}

async function buildLayer(plan: LayerPlan): Promise<{ blob: BuiltBlob; diffId: string }> {
  const tar = pack()
  const whole = buffer(Readable.from(tar))
  for (const name of foldersOf(plan.files)) tar.entry({ name, type: 'directory', mode: 0o755, mtime: epoch })
  for (const { path, content, mode = 0o644 } of plan.files) {
    tar.entry({ name: path, mode, mtime: epoch }, Buffer.from(content))
  }
  for (const path of plan.removes ?? []) {
    const at = path.lastIndexOf('/') + 1
    tar.entry({ name: `${path.slice(0, at)}.wh.${path.slice(at)}`, mtime: epoch }, '')
  }
  tar.finalize()
  const bytes = await whole
  const diffId = digestOf(bytes)
  if (plan.compression === 'none') return { blob: blob('application/vnd.oci.image.layer.v1.tar', bytes), diffId }
  const compressed = await promisify(gzip)(bytes, { level: 6 })
  return { blob: blob('application/vnd.oci.image.layer.v1.tar+gzip', compressed), diffId }
}

function foldersOf(files: readonly LayerFile[]): string[] {
  const folders = new Set<string>()
  for (const { path } of files) {
    const parts = path.split('/')
    for (let depth = 1; depth < parts.length; depth++) folders.add(`${parts.slice(0, depth).join('/')}/`)
  }
  return [...folders].sort()
}

const json = (value: unknown) => Buffer.from(JSON.stringify(value))
const digestOf = (bytes: Uint8Array) => `sha256:${createHash('sha256').update(bytes).digest('hex')}`
const blob = (mediaType: string, bytes: Uint8Array): BuiltBlob => ({
  mediaType,
  digest: digestOf(bytes),
  size: bytes.length,
  bytes,
})
