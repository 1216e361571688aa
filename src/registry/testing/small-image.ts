import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { digestOf } from '../domain/digest.ts'
import { ociImage, ociIndex } from '../domain/media-types.ts'

/**
 * Writes an image of one file for each platform as an OCI layout folder under the tag "latest":
 * an index when there are several. Answers the digest that the tag stands for.
 */
export async function writeOciLayout(folder: string, architectures: readonly string[]): Promise<string> {
  await mkdir(join(folder, 'blobs', 'sha256'), { recursive: true })
  const keep = async (mediaType: string, bytes: Buffer) => {
    const digest = digestOf(bytes)
    await writeFile(join(folder, 'blobs', 'sha256', digest.slice('sha256:'.length)), bytes)
    return { mediaType, digest, size: bytes.byteLength }
  }
  const images = []
  for (const architecture of architectures) {
    const tar = tarOf('hello.txt', Buffer.from(`hello from ${architecture}\n`))
    const layer = await keep('application/vnd.oci.image.layer.v1.tar+gzip', gzipSync(tar))
    const config = { architecture, os: 'linux', rootfs: { type: 'layers', diff_ids: [digestOf(tar)] } }
    const manifest = {
      schemaVersion: 2,
      mediaType: ociImage,
      config: await keep('application/vnd.oci.image.config.v1+json', json(config)),
      layers: [layer],
    }
    images.push({ ...(await keep(ociImage, json(manifest))), platform: { os: 'linux', architecture } })
  }
  const [only] = images
  const root =
    images.length === 1 && only
      ? only
      : await keep(ociIndex, json({ schemaVersion: 2, mediaType: ociIndex, manifests: images }))
  const named = { ...root, annotations: { 'org.opencontainers.image.ref.name': 'latest' } }
  await writeFile(join(folder, 'index.json'), json({ schemaVersion: 2, manifests: [named] }))
  await writeFile(join(folder, 'oci-layout'), json({ imageLayoutVersion: '1.0.0' }))
  return root.digest
}

const json = (value: unknown): Buffer => Buffer.from(JSON.stringify(value))

/** A tar archive of one file (ustar). */
export function tarOf(name: string, content: Buffer): Buffer {
  const header = Buffer.alloc(512)
  header.write(name, 0)
  header.write('0000644\0', 100)
  header.write('0000000\0', 108)
  header.write('0000000\0', 116)
  header.write(`${content.byteLength.toString(8).padStart(11, '0')}\0`, 124)
  header.write('00000000000\0', 136)
  header.write('        0', 148)
  header.write('ustar\0', 257)
  header.write('00', 263)
  const sum = header.reduce((total, byte) => total + byte, 0)
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148)
  return Buffer.concat([header, content, Buffer.alloc(512 - (content.byteLength % 512)), Buffer.alloc(1024)])
}
