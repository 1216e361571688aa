import { nameOf } from '../../layers/paths.ts'
import { isPlainWord } from '../../plain-text.ts'
import type { FileOwnership, FoundPackage, Parsed, PathAnalyzer } from '../analyzer.ts'
import { type ControlParagraph, parseControl } from './parse-control.ts'

const STATUS = 'var/lib/dpkg/status'
const STATUS_FOLDER = 'var/lib/dpkg/status.d/'
const INFO_FOLDER = 'var/lib/dpkg/info/'

/** Packages and file lists of dpkg, also of images that have only `status.d`. */
export const dpkgAnalyzer: PathAnalyzer = {
  id: 'dpkg',
  version: 1,
  wants: (path) =>
    path === STATUS || path.startsWith(STATUS_FOLDER) || (path.startsWith(INFO_FOLDER) && path.endsWith('.list')),
  startsLike: (head) => head.startsWith('Package: '),
  parse({ path, text }) {
    if (path.startsWith(INFO_FOLDER)) return owning(nameOf(path).slice(0, -'.list'.length), listedPaths(text))
    if (path.endsWith('.md5sums')) return owning(nameOf(path).slice(0, -'.md5sums'.length), summedPaths(text))
    return parseStatus(text, path === STATUS ? 'dpkg.status' : 'dpkg.status.d')
  },
}

/** Reads a status file. Packages that left only their configuration behind are not installed. */
export function parseStatus(text: string, rule: string): Parsed {
  const packages: FoundPackage[] = []
  let broken = 0
  for (const paragraph of parseControl(text)) {
    if (!isPresent(paragraph.get('status'))) continue
    const found = readPackage(paragraph, rule)
    if (found) packages.push(found)
    else broken++
  }
  return broken === 0 ? { packages } : { packages, unreadable: `${broken} entries without a usable name or version` }
}

// "unpacked" and the trigger states have their files in place; only these two have not.
function isPresent(status: string | undefined): boolean {
  const state = status?.split(/\s+/)[2]
  return state !== 'config-files' && state !== 'not-installed'
}

function readPackage(fields: ControlParagraph, rule: string): FoundPackage | undefined {
  const name = fields.get('package')
  const version = fields.get('version')
  if (!name || !version || !/^[A-Za-z0-9][A-Za-z0-9+._-]{0,255}$/.test(name) || !isPlainWord(version)) return undefined
  const architecture = fields.get('architecture')
  return {
    ecosystem: 'deb',
    name,
    version,
    ...(architecture && isPlainWord(architecture) ? { architecture } : {}),
    source: readSource(fields.get('source'), name, version),
    licenses: [],
    confidence: 'installed',
    rule,
    detail: `${name} ${version}`,
  }
}

/** `Source: name (version)`; the version is only there when it differs from the binary package's. */
function readSource(source: string | undefined, name: string, version: string): { name: string; version: string } {
  const match = /^([A-Za-z0-9][A-Za-z0-9+._-]{0,255})(?: +\(([\x21-\x27\x2a-\x7e]{1,256})\))?$/.exec(source ?? '')
  return { name: match?.[1] ?? name, version: match?.[2] ?? version }
}

function owning(owner: string, paths: string[]): Parsed {
  const name = owner.split(':')[0] ?? owner
  const ownership: FileOwnership[] = [{ ecosystem: 'deb', name, paths }]
  return { packages: [], ownership }
}

function listedPaths(text: string): string[] {
  return text.split('\n').flatMap((line) => (line.length > 1 && line[0] === '/' ? [line.slice(1)] : []))
}

function summedPaths(text: string): string[] {
  return text.split('\n').flatMap((line) => /^[0-9a-f]{32} [ *](.+)$/.exec(line)?.[1] ?? [])
}
