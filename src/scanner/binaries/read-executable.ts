import type { ExecutableFacts } from './executable-facts.ts'
import { readElf } from './read-elf.ts'
import { readMachO } from './read-mach-o.ts'
import { readPe } from './read-pe.ts'

/**
 * Reads the structure of an ELF, PE or Mach-O file. Every offset is checked against the file, and what does not fit is left
 * out: one broken signal costs nothing else (LIM-6). Undefined when nothing of use is said.
 */
export function readExecutable(bytes: Buffer): ExecutableFacts | undefined {
  return readElf(bytes) ?? readPe(bytes) ?? readMachO(bytes)
}
