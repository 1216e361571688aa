import { readPurl } from '../purl.ts'
import type { Ecosystem } from './analyzer.ts'
import { isPackage } from './package-name.ts'
import { normalizePythonName } from './python/metadata.ts'

/** The part of a package URL that names a package as the rest of the scanner does. */
export interface PurlPackage {
  readonly ecosystem: Ecosystem
  readonly name: string
  readonly version?: string
}

/** Language ecosystems, with what stands between namespace and name; undefined where names have no namespace. */
const separators: ReadonlyMap<Ecosystem, string | undefined> = new Map([
  ['npm', '/'],
  ['pypi', undefined],
  ['maven', ':'],
  ['golang', '/'],
  ['cargo', undefined],
  ['gem', undefined],
  ['composer', '/'],
  ['nuget', undefined],
  ['bitnami', undefined],
])

/** Reads a package URL of one of the language ecosystems; undefined for anything else. Never throws. */
export function packageFromPurl(text: string): PurlPackage | undefined {
  const purl = readPurl(text)
  const ecosystem = [...separators.keys()].find((known) => known === purl?.type)
  if (ecosystem === undefined || !purl?.name) return undefined
  const separator = separators.get(ecosystem)
  const stated = purl.namespace && separator ? `${purl.namespace}${separator}${purl.name}` : purl.name
  const name = ecosystem === 'pypi' ? normalizePythonName(stated) : stated
  const version = purl.version || undefined
  if (!isPackage(ecosystem, name, version)) return undefined
  return { ecosystem, name, ...(version === undefined ? {} : { version }) }
}
