import { gzipSync } from 'node:zlib'
import { file, tar } from '../../src/scanner/testing/tar-writer.ts'

/** A layer as it is stored, and how many bytes its tar archive has. */
export interface BenchLayer {
  readonly stored: Buffer
  readonly tarBytes: number
}

/**
 * Layers full of libraries, made from a fixed seed: machine-like words that repeat, between them bytes that do not, so that gzip makes
 * a third of them, as of real ones. Two files in five look like programs, so that they are searched.
 */
export function libraryLayers(count: number, bytesEach: number): readonly BenchLayer[] {
  return Array.from({ length: count }, (_, index) => libraryLayer(index + 1, bytesEach))
}

function libraryLayer(seed: number, bytes: number): BenchLayer {
  const random = numbers(seed)
  const words = Array.from({ length: 4096 }, () => Buffer.from(Array.from({ length: 6 + (random() % 40) }, random)))
  const fileBytes = 256 * 1024
  const files = Array.from({ length: Math.floor(bytes / fileBytes) }, (_, index) => {
    const content = contentOf(words, random, fileBytes)
    if (index % 5 < 2) content.write('\x7fELF\x02\x01\x01', 0, 'latin1')
    return file(`usr/lib/layer-${seed}/lib${index}.so.1`, content)
  })
  const metadata = Array.from({ length: 50 }, (_, index) =>
    file(
      `srv/${seed}/node_modules/p${index}/package.json`,
      JSON.stringify({ name: `p${index}`, version: `1.${seed}.0` }),
    ),
  )
  const archive = tar([...files, ...metadata])
  return { stored: gzipSync(archive), tarBytes: archive.length }
}

function contentOf(words: readonly Buffer[], random: () => number, size: number): Buffer {
  const content = Buffer.alloc(size)
  for (let at = 0; at < size; ) {
    if (random() % 6 === 0) content[at++] = random() & 0xff
    else at += (words[(random() % 64) * (random() % 64)] ?? Buffer.alloc(1)).copy(content, at)
  }
  return content
}

/** Whole numbers of 32 bits, always the same ones for a seed (mulberry32). */
function numbers(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return (mixed ^ (mixed >>> 14)) >>> 0
  }
}

/** The bytes as the server reads them from its storage. */
export async function* inPieces(stored: Buffer, size = 1024 * 1024): AsyncGenerator<Buffer> {
  for (let at = 0; at < stored.length; at += size) yield stored.subarray(at, at + size)
}
