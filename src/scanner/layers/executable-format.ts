/** True for ELF, PE, Mach-O (thin and fat) and archives of objects by their first bytes; mode bits are never needed. */
export function isExecutableFormat(head: Buffer): boolean {
  if (head.length < 4) return false
  if (head[0] === 0x4d && head[1] === 0x5a) return true
  const magic = head.readUInt32BE(0)
  return magic === 0x7f454c46 || machO.has(magic) || head.toString('latin1', 0, 8) === '!<arch>\n'
}

/** True for files that name their interpreter in the first line. */
export function isScript(head: Buffer): boolean {
  return head[0] === 0x23 && head[1] === 0x21
}

const machO = new Set([0xfeedface, 0xfeedfacf, 0xcefaedfe, 0xcffaedfe, 0xcafebabe, 0xcafebabf])
