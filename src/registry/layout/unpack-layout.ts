import type { Readable } from 'node:stream'
import { type Extract, extract } from 'tar-stream'
import { DomainError } from '../../platform/errors.ts'
import type { Digest } from '../domain/digest.ts'
import { archiveInvalid } from '../domain/errors.ts'
import { type LayoutImage, largestIndex, memberOf, readIndex } from '../domain/oci-layout.ts'

/** Every name is remembered, to refuse one that comes twice; a hostile archive must not fill the memory with them. */
const mostMembers = 500_000

/** A part of an OCI image layout, in the order in which the archive has them. A blob must be read before the next part comes. */
export type LayoutPart =
  | { readonly kind: 'index'; readonly images: readonly LayoutImage[] }
  | { readonly kind: 'blob'; readonly digest: Digest; readonly size: number; readonly content: AsyncIterable<Buffer> }

/**
 * Reads an OCI image layout from a tar stream, in whatever order its members come. Refuses links, devices, names that
 * lead elsewhere, members that come twice, and an index that is too large: registry.archive_invalid.
 */
export async function* unpackLayout(source: Readable): AsyncGenerator<LayoutPart> {
  const tar = extract()
  source.once('error', (error) => tar.destroy(error))
  source.once('close', () => {
    if (!source.readableEnded) tar.destroy(new Error('Unexpected end of data'))
  })
  // Both kinds of streams keep the one contract that pipe needs.
  source.pipe(tar as unknown as NodeJS.WritableStream)
  const seen = new Set<string>()
  try {
    for await (const entry of tar) {
      const part = await partOf(entry, seen)
      if (part) yield part
      // What the reader left; the next member comes when this one is through.
      entry.resume()
    }
  } catch (error) {
    throw refusalOf(error)
  } finally {
    source.destroy()
    tar.destroy()
  }
  for (const needed of ['version', 'index']) {
    if (!seen.has(needed)) throw archiveInvalid({ why: `it is no OCI image layout: ${fileOf[needed]} is missing` })
  }
}

type Entry = Extract extends AsyncIterable<infer Member> ? Member : never

const fileOf: Readonly<Record<string, string>> = { version: 'oci-layout', index: 'index.json' }

async function partOf(entry: Entry, seen: Set<string>): Promise<LayoutPart | undefined> {
  const { name, type, size = 0 } = entry.header
  const member = memberOf(name)
  if (type === 'directory') return undefined
  if (member.kind === 'other') return undefined
  if (type !== 'file' && type !== 'contiguous-file') {
    throw archiveInvalid({ why: `${name} is a ${type ?? 'special file'} instead of a file` })
  }
  const identity = member.kind === 'blob' ? member.digest : member.kind
  if (seen.has(identity)) throw archiveInvalid({ why: `${name} comes twice` })
  if (seen.size >= mostMembers) throw archiveInvalid({ why: `it has more than ${mostMembers} files` })
  seen.add(identity)
  if (member.kind === 'blob')
    return { kind: 'blob', digest: member.digest, size, content: entry as AsyncIterable<Buffer> }
  const bytes = await smallFile(entry, name, size)
  if (member.kind === 'index') return { kind: 'index', images: readIndex(bytes) }
  checkVersion(bytes)
  return undefined
}

async function smallFile(entry: Entry, name: string, size: number): Promise<Buffer> {
  if (size > largestIndex) {
    throw archiveInvalid({ why: `its ${name} has ${size} bytes, and ${largestIndex} are the most` })
  }
  const chunks: Buffer[] = []
  for await (const chunk of entry) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}

function checkVersion(bytes: Buffer): void {
  let version: unknown
  try {
    version = (JSON.parse(bytes.toString('utf8')) as { imageLayoutVersion?: unknown } | null)?.imageLayoutVersion
  } catch {
    version = undefined
  }
  if (typeof version !== 'string' || !version.startsWith('1.')) {
    throw archiveInvalid({ why: 'its oci-layout does not name version 1 of the image layout' })
  }
}

/** The words of the tar library are for programmers; ours and those of whoever sends the bytes stay. */
function refusalOf(error: unknown): unknown {
  if (error instanceof DomainError) return error
  const message = error instanceof Error ? error.message : ''
  if (/^Unexpected end of data/.test(message)) return archiveInvalid({ why: 'it breaks off before its end' })
  if (/^Invalid tar header|^Invalid header|^Header exceeds/.test(message)) {
    return archiveInvalid({ why: 'it is not a plain tar archive, or it is damaged. Unpack a compressed one first' })
  }
  return error
}
