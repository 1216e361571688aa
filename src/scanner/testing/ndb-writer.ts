const PAGE = 4096
const BLOCK = 16
const SLOTS_PER_PAGE = PAGE / BLOCK

/** A `Packages.db` with these values under the numbers 1, 2, 3 …; every tenth slot is free. */
export function ndb(values: readonly Buffer[]): Buffer {
  const slots: Buffer[] = []
  const blobs: Buffer[] = []
  const slotCount = values.length + Math.ceil(values.length / 10) + 2
  const pages = Math.ceil(slotCount / SLOTS_PER_PAGE)
  let block = pages * SLOTS_PER_PAGE
  for (const [index, value] of values.entries()) {
    if (index % 10 === 0) slots.push(words('Slot', 0, 0, 0))
    const blob = blobOf(index + 1, value)
    slots.push(words('Slot', index + 1, block, blob.length / BLOCK))
    blobs.push(blob)
    block += blob.length / BLOCK
  }
  const header = Buffer.concat([words('RpmP', 0, 1, pages), Buffer.alloc(16)])
  while (slots.length < pages * SLOTS_PER_PAGE - 2) slots.push(words('Slot', 0, 0, 0))
  return Buffer.concat([header, ...slots, ...blobs])
}

function blobOf(index: number, value: Buffer): Buffer {
  const size = Math.ceil((16 + value.length + 12) / BLOCK) * BLOCK
  const blob = Buffer.alloc(size)
  words('BlbS', index, 0, value.length).copy(blob)
  value.copy(blob, 16)
  blob.writeUInt32LE(value.length, size - 8)
  blob.write('BlbE', size - 4, 'latin1')
  return blob
}

function words(magic: string, ...numbers: readonly number[]): Buffer {
  const bytes = Buffer.alloc(4 + 4 * numbers.length)
  bytes.write(magic, 'latin1')
  for (const [index, value] of numbers.entries()) bytes.writeUInt32LE(value, 4 + 4 * index)
  return bytes
}
