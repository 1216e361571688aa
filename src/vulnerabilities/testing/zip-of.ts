import { crc32, deflateRawSync } from 'node:zlib'

/** A file to be put into an archive of a test. */
export interface ZippedFile {
  readonly name: string
  readonly bytes: Buffer
  /** What the directory says of it instead of the truth. */
  readonly claims?: { readonly crc32?: number; readonly size?: number }
  /** Sets the bit that says "encrypted". */
  readonly encrypted?: boolean
}

/** A zip with these files, deflated, in this order. */
export function zipOf(files: readonly ZippedFile[]): Buffer {
  const parts: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const { name, bytes, claims = {}, encrypted = false } of files) {
    const raw = deflateRawSync(bytes)
    const named = Buffer.from(name)
    const common = Buffer.alloc(26)
    common.writeUInt16LE(20, 0)
    common.writeUInt16LE(0x800 | (encrypted ? 1 : 0), 2)
    common.writeUInt16LE(8, 4)
    common.writeUInt32LE(claims.crc32 ?? crc32(bytes), 10)
    common.writeUInt32LE(raw.length, 14)
    common.writeUInt32LE(claims.size ?? bytes.length, 18)
    common.writeUInt16LE(named.length, 22)
    const local = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), common, named, raw])
    const tail = Buffer.alloc(14)
    tail.writeUInt32LE(offset, 10)
    directory.push(Buffer.concat([Buffer.from('PK\x01\x02', 'latin1'), Buffer.from([20, 0]), common, tail, named]))
    parts.push(local)
    offset += local.length
  }
  const listed = Buffer.concat(directory)
  const end = Buffer.alloc(22)
  end.write('PK\x05\x06', 0, 'latin1')
  end.writeUInt16LE(files.length, 8)
  end.writeUInt16LE(files.length, 10)
  end.writeUInt32LE(listed.length, 12)
  end.writeUInt32LE(offset, 16)
  return Buffer.concat([...parts, listed, end])
}

/** A zip in which each record is a file of its own, named by its id. */
export function zipOfRecords(records: readonly { readonly id: string }[]): Buffer {
  return zipOf(records.map((record) => ({ name: `${record.id}.json`, bytes: Buffer.from(JSON.stringify(record)) })))
}
