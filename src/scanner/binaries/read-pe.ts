import { readEmbedded } from './embedded.ts'
import type { ExecutableFacts } from './executable-facts.ts'
import type { LoadedImage } from './loaded-image.ts'
import { CLR_HEADER, openPe, type PeFile } from './pe-file.ts'
import { peExportName, peExports, peImports } from './pe-tables.ts'
import { peVersionInfo } from './pe-version-info.ts'

const machines: Readonly<Record<number, string>> = {
  332: '386',
  34404: 'amd64',
  448: 'arm',
  452: 'arm',
  43620: 'arm64',
}

/** Facts of a PE file, native or managed; undefined for other bytes. */
export function readPe(bytes: Buffer): ExecutableFacts | undefined {
  const pe = openPe(bytes)
  if (pe === undefined) return undefined
  const architecture = machines[pe.machine]
  const soname = peExportName(pe)
  const versionInfo = peVersionInfo(pe)
  const clr = pe.directories[CLR_HEADER]
  return {
    format: 'pe',
    ...(architecture === undefined ? {} : { architecture }),
    ...(soname ? { soname } : {}),
    needed: peImports(pe),
    ...(versionInfo === undefined ? {} : { versionInfo }),
    ...(clr === undefined || clr.address === 0 ? {} : { managed: true }),
    ...readEmbedded(imageOf(pe)),
  }
}

const INITIALIZED_DATA = 0x40
const EXECUTABLE = 0x20000000
const WRITABLE = 0x80000000

function imageOf(pe: PeFile): LoadedImage {
  const mapped = pe.sections.map((section) => ({ ...section, address: section.address + pe.imageBase }))
  return {
    view: pe.view,
    sections: pe.sections,
    mapped,
    data: mapped.filter(
      ({ flags }) => (flags & INITIALIZED_DATA) !== 0 && (flags & WRITABLE) !== 0 && (flags & EXECUTABLE) === 0,
    ),
    symbols: (names) => peExports(pe, names),
  }
}
