import { readDynamic } from './elf-dynamic.ts'
import { type ElfFile, openElf, PF_W, PF_X, PT_LOAD, SHT_NOBITS } from './elf-file.ts'
import { readNotes } from './elf-notes.ts'
import { elfSymbols } from './elf-symbols.ts'
import { readEmbedded } from './embedded.ts'
import type { ExecutableFacts } from './executable-facts.ts'
import type { LoadedImage } from './loaded-image.ts'

/** Facts of an ELF file of any machine; undefined for other bytes and for headers that lead to nothing. */
export function readElf(bytes: Buffer): ExecutableFacts | undefined {
  const elf = openElf(bytes)
  if (elf === undefined || (elf.sections.length === 0 && elf.segments.length === 0)) return undefined
  const architecture = architectureOf(elf)
  return {
    format: 'elf',
    ...(architecture === undefined ? {} : { architecture }),
    ...readDynamic(elf),
    ...readNotes(elf),
    ...readEmbedded(imageOf(elf)),
  }
}

function imageOf(elf: ElfFile): LoadedImage {
  const mapped = elf.segments.filter(({ type }) => type === PT_LOAD)
  return {
    view: elf.view,
    sections: elf.sections.filter(({ type }) => type !== SHT_NOBITS),
    mapped,
    data: mapped.filter(({ flags }) => (flags & PF_W) !== 0 && (flags & PF_X) === 0),
    symbols: (names) => elfSymbols(elf, names),
  }
}

const machines: Readonly<Record<number, readonly [of32: string, of64: string, big32?: string, big64?: string]>> = {
  3: ['386', '386'],
  62: ['amd64p32', 'amd64'],
  40: ['arm', 'arm', 'armbe', 'armbe'],
  183: ['arm64', 'arm64', 'arm64be', 'arm64be'],
  8: ['mipsle', 'mips64le', 'mips', 'mips64'],
  20: ['ppc', 'ppc'],
  21: ['ppc64le', 'ppc64le', 'ppc64', 'ppc64'],
  22: ['s390', 's390x'],
  243: ['riscv', 'riscv64'],
  258: ['loong32', 'loong64'],
  2: ['sparc', 'sparc'],
  43: ['sparc64', 'sparc64'],
}

function architectureOf({ machine, word, view }: ElfFile): string | undefined {
  const names = machines[machine]
  if (names === undefined) return undefined
  const at = word === 8 ? 1 : 0
  return (view.bigEndian ? names[at + 2] : undefined) ?? names[at]
}
