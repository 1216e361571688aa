import type { CapturedExecutable } from '../../layers/layer-facts.ts'
import { defaultLimits } from '../../layers/limits.ts'
import { isPlainWord } from '../../plain-text.ts'
import { type ContentAnalyzer, type Distribution, type Ecosystem, nothing, type Parsed } from '../analyzer.ts'
import { parseJson } from '../json.ts'
import { parseEmbeddedSbom } from './embedded-sbom.ts'

/** What package builders wrote into programs: the note of distributions, and the SBOM of GraalVM. */
export const noteAnalyzer: ContentAnalyzer = {
  id: 'note',
  version: 1,
  needles: [],
  parse: ({ facts }: CapturedExecutable): Parsed => {
    const note = facts?.note === undefined ? nothing : parseNote(facts.note)
    const sbom = facts?.sbom === undefined ? nothing : parseEmbeddedSbom(facts.sbom)
    const unreadable = note.unreadable ?? sbom.unreadable
    return { packages: [...note.packages, ...sbom.packages], ...(unreadable === undefined ? {} : { unreadable }) }
  },
}

const types: Readonly<Record<string, Ecosystem>> = { deb: 'deb', rpm: 'rpm', apk: 'apk' }

/** The note names the source package, so that the distribution's advisories are found by it. */
function parseNote(text: string): Parsed {
  const json = parseJson(text, defaultLimits.jsonDepth)
  if ('unreadable' in json) return { packages: [], unreadable: 'the package note is not JSON' }
  const { type, name, version, ...rest } = stringsOf(json.value)
  const ecosystem = type !== undefined && Object.hasOwn(types, type) ? types[type] : undefined
  if (ecosystem === undefined || name === undefined || version === undefined) return nothing
  if (!isPlainWord(name) || !isPlainWord(version)) return nothing
  const distribution = distributionOf(rest)
  const { architecture } = rest
  return {
    packages: [
      {
        ecosystem,
        name,
        version,
        ...(architecture !== undefined && isPlainWord(architecture) ? { architecture } : {}),
        source: { name, version },
        ...(distribution === undefined ? {} : { distribution }),
        licenses: [],
        confidence: 'identified',
        rule: 'note.package',
        detail: `${type} ${name} ${version}`,
      },
    ],
  }
}

function stringsOf(value: unknown): Readonly<Record<string, string | undefined>> {
  if (typeof value !== 'object' || value === null) return {}
  return Object.fromEntries(
    Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  )
}

/** Which distribution built it: by name and version as in os-release, or by its CPE (`cpe:/o:fedoraproject:fedora:40`). */
function distributionOf(note: Readonly<Record<string, string | undefined>>): Distribution | undefined {
  const [, , , product, release] = (note.osCpe ?? '').split(':')
  const id = note.os?.toLowerCase() ?? (product === 'enterprise_linux' ? 'rhel' : product)
  const version = note.osVersion ?? (note.os === undefined ? release : undefined)
  if (id === undefined || !/^[a-z0-9._-]{1,64}$/.test(id)) return undefined
  return { id, ...(version !== undefined && isPlainWord(version) ? { version } : {}), like: [] }
}
