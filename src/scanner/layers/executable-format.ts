/** True for ELF, PE and Mach-O (thin and fat) by their first four bytes; mode bits are never needed. */
export function isExecutableFormat(head: Buffer): boolean {
  if (head.length < 4) return false
  if (head[0] === 0x4d && head[1] === 0x5a) return true
  const magic = head.readUInt32BE(0)
  return magic === 0x7f454c46 || machO.has(magic)
}

const machO = new Set([0xfeedface, 0xfeedfacf, 0xcefaedfe, 0xcffaedfe, 0xcafebabe, 0xcafebabf])
