import type { FileReading, FileToRead, Kept } from './analyzer.ts'

/** Collects a file up to `most` bytes and hands it over at its end; undefined, which is reported, when it is larger. */
export function readWhole(file: FileToRead, most: number, keep: (bytes: Buffer) => Kept): FileReading | undefined {
  if (file.size > most) return undefined
  const pieces: Buffer[] = []
  return {
    write(slice) {
      pieces.push(Buffer.from(slice))
      return true
    },
    end: () => keep(Buffer.concat(pieces)),
  }
}
