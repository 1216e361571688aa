import { ByteWriter, type Content } from './byte-writer.ts'

/** What a Go program for tests says about its making. */
export interface GoBuild {
  /** Of the toolchain, such as `go1.22.1`. */
  readonly version: string
  /** The module table, lines with tabs. */
  readonly modules?: string
}

const MAGIC = '\xff Go buildinf:'

/** The module table between its marks, as the linker keeps it. */
function framed(modules: string | undefined): string {
  const mark = '\x30\x77\xaf\x0c\x92\x74\x08\x02\x41\xe1\xc1\x07\xe6\xd6\x18\xe6'
  return modules === undefined ? '' : `${mark}${modules}${mark}`
}

/** Build info since Go 1.18: the strings follow. */
export function goBuildInfo({ version, modules }: GoBuild): Buffer {
  const writer = new ByteWriter().bytes(MAGIC).u8(8).u8(2).upTo(32)
  for (const text of [version, framed(modules)]) writer.bytes(varint(text.length)).bytes(text)
  return writer.align(16).toBuffer()
}

/** Build info before Go 1.18: two pointers to strings, which are a pointer and a length each. */
export function goBuildInfoByPointers({ version, modules }: GoBuild, word: 4 | 8, bigEndian: boolean): Content {
  return (address) => {
    const texts = [version, framed(modules)]
    const headers = address + 32
    const content = headers + 4 * word
    return new ByteWriter(bigEndian)
      .bytes(MAGIC)
      .u8(word)
      .u8(bigEndian ? 1 : 0)
      .word(word, headers, headers + 2 * word)
      .upTo(32)
      .word(word, content, version.length, content + version.length, texts[1]?.length ?? 0)
      .bytes(texts.join(''))
      .toBuffer()
  }
}

function varint(value: number): Buffer {
  const bytes: number[] = []
  let rest = value
  while (rest >= 0x80) {
    bytes.push((rest & 0x7f) | 0x80)
    rest >>= 7
  }
  return Buffer.from([...bytes, rest])
}
