import { digestOf } from '../images/image-source.ts'
import { file, gz, symlink, type TarSpec, tar } from './tar-writer.ts'

/** An image to write: its layers as entries, lowest first. */
export interface FakeImage {
  readonly layers: readonly (readonly TarSpec[])[]
  readonly tags?: readonly string[]
  readonly platform?: string
  readonly created?: string
}

/** The files of an archive or a folder, by path. */
export type FakeFiles = Readonly<Record<string, Buffer>>

const json = (value: unknown) => Buffer.from(JSON.stringify(value))
const hex = (bytes: Buffer) => digestOf(bytes).slice('sha256:'.length)

function configOf({ layers, platform = 'linux/amd64', created = '2026-03-01T00:00:00Z' }: FakeImage): Buffer {
  const [os, architecture] = platform.split('/')
  return json({
    os,
    architecture,
    created,
    history: [
      { created_by: 'ENV a=b', empty_layer: true },
      ...layers.map((_, index) => ({ created_by: `RUN step ${index}` })),
    ],
    rootfs: { type: 'layers', diff_ids: layers.map((layer) => digestOf(tar(layer))) },
  })
}

/** What `docker save` wrote before version 25: a folder for each layer. A layer that comes twice is a link the second time. */
export function oldDockerArchive(...images: readonly FakeImage[]): Buffer {
  const entries: TarSpec[] = []
  const written = new Map<string, string>()
  const manifest = images.map((image, number) => {
    const config = configOf(image)
    const paths = image.layers.map((layer, index) => {
      const bytes = tar(layer)
      const path = `${hex(Buffer.from(`${number} ${index}`))}/layer.tar`
      const known = written.get(hex(bytes))
      entries.push(known === undefined ? file(path, bytes) : symlink(path, `../${known}`))
      entries.push(file(path.replace('layer.tar', 'VERSION'), '1.0'))
      written.set(hex(bytes), known ?? path)
      return path
    })
    entries.push(file(`${hex(config)}.json`, config))
    return { Config: `${hex(config)}.json`, RepoTags: image.tags ?? null, Layers: paths }
  })
  return tar([...entries, file('manifest.json', json(manifest))])
}

/** An OCI image layout: one manifest for each image, all in one index when they have platforms. */
export function ociLayout(...images: readonly FakeImage[]): FakeFiles {
  const files: Record<string, Buffer> = { 'oci-layout': json({ imageLayoutVersion: '1.0.0' }) }
  const add = (bytes: Buffer) => {
    files[`blobs/sha256/${hex(bytes)}`] = bytes
    return { digest: digestOf(bytes), size: bytes.length }
  }
  const manifests = images.map((image) => {
    const manifest = json({
      schemaVersion: 2,
      config: { mediaType: 'application/vnd.oci.image.config.v1+json', ...add(configOf(image)) },
      layers: image.layers.map((layer) => ({
        mediaType: 'application/vnd.oci.image.layer.v1.tar+gzip',
        ...add(gz(tar(layer))),
      })),
    })
    const [os, architecture] = image.platform?.split('/') ?? []
    return {
      mediaType: 'application/vnd.oci.image.manifest.v1+json',
      ...add(manifest),
      ...(image.platform === undefined ? {} : { platform: { os, architecture } }),
      ...(image.tags?.[0] === undefined ? {} : { annotations: { 'org.opencontainers.image.ref.name': image.tags[0] } }),
    }
  })
  const withPlatforms = images.some(({ platform }) => platform !== undefined)
  const attestation = {
    ...manifests[0],
    digest: `sha256:${'0'.repeat(64)}`,
    platform: { os: 'unknown', architecture: 'unknown' },
  }
  const top = withPlatforms
    ? [
        {
          mediaType: 'application/vnd.oci.image.index.v1+json',
          ...add(json({ manifests: [...manifests, attestation] })),
        },
      ]
    : manifests
  files['index.json'] = json({ schemaVersion: 2, manifests: top })
  return files
}

/** What `docker save` writes today: an OCI layout with the manifest of docker beside it. */
export function newDockerArchive(image: FakeImage): Buffer {
  const files = ociLayout({ ...image, tags: ['1.0.0'] })
  const config = configOf(image)
  const manifest = {
    Config: `blobs/sha256/${hex(config)}`,
    RepoTags: image.tags ?? null,
    Layers: image.layers.map((layer) => `blobs/sha256/${hex(gz(tar(layer)))}`),
  }
  return archiveOf({ ...files, 'manifest.json': json([manifest]) })
}

/** The files as a tar archive, in this order. */
export function archiveOf(files: FakeFiles): Buffer {
  return tar(Object.entries(files).map(([path, bytes]) => file(path, bytes)))
}
