import { orNothing, readTable } from './byte-view.ts'
import { fileOffset } from './loaded-image.ts'
import { EXPORTS, IMPORTS, type PeFile } from './pe-file.ts'

const IMPORT_BYTES = 20
const MAX_IMPORTS = 1024
const MAX_EXPORTS = 4096

/** Names of the libraries that a PE file loads. */
export function peImports(pe: PeFile): string[] {
  const table = pe.directories[IMPORTS]
  if (table === undefined || table.address === 0) return []
  const { view, sections } = pe
  const rows = readTable(MAX_IMPORTS, (index) => {
    const at = fileOffset(sections, table.address + IMPORT_BYTES * index, IMPORT_BYTES)
    const nameAt = view.u32(at + 12)
    // The last row is empty; a name that cannot be read costs only itself.
    return { isLast: nameAt === 0, name: nameAt === 0 ? undefined : peName(pe, nameAt) }
  })
  const end = rows.findIndex(({ isLast }) => isLast)
  return [...new Set(rows.slice(0, end < 0 ? rows.length : end).flatMap(({ name }) => name || []))]
}

/** The name that a library exports its functions under. */
export function peExportName(pe: PeFile): string | undefined {
  const table = exportTable(pe)
  return table === undefined ? undefined : orNothing(() => peName(pe, pe.view.u32(table + 12)))
}

/** Addresses of those of the named functions or data that the file exports, with the image base. */
export function peExports(pe: PeFile, wanted: readonly string[]): Map<string, number> {
  const found = new Map<string, number>()
  const table = exportTable(pe)
  if (table === undefined) return found
  const { view, sections, imageBase } = pe
  const addresses = view.u32(table + 28)
  const names = view.u32(table + 32)
  const ordinals = view.u32(table + 36)
  readTable(Math.min(view.u32(table + 24), MAX_EXPORTS), (index) => {
    const name = peName(pe, view.u32(fileOffset(sections, names + 4 * index, 4)))
    if (name !== undefined && wanted.includes(name)) {
      const ordinal = view.u16(fileOffset(sections, ordinals + 2 * index, 2))
      found.set(name, imageBase + view.u32(fileOffset(sections, addresses + 4 * ordinal, 4)))
    }
    return index
  })
  return found
}

function exportTable({ directories, sections }: PeFile): number | undefined {
  const table = directories[EXPORTS]
  return table === undefined || table.address === 0
    ? undefined
    : orNothing(() => fileOffset(sections, table.address, 40))
}

function peName({ view, sections }: PeFile, address: number): string | undefined {
  return orNothing(() => view.name(fileOffset(sections, address, 1)))
}
