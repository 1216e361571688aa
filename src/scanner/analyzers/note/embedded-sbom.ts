import { defaultLimits } from '../../layers/limits.ts'
import { isPlainWord, plainText } from '../../plain-text.ts'
import { readPurl } from '../../purl.ts'
import type { Ecosystem, FoundPackage, Parsed } from '../analyzer.ts'
import { parseJson } from '../json.ts'

const MAX_COMPONENTS = 20_000

/** Packages in a CycloneDX document that a compiler embedded: those with a package URL of a kind that we know. */
export function parseEmbeddedSbom(text: string): Parsed {
  const json = parseJson(text, defaultLimits.jsonDepth)
  if ('unreadable' in json) return { packages: [], unreadable: 'the embedded SBOM is not JSON' }
  const components = (json.value as { components?: unknown } | null)?.components
  if (!Array.isArray(components)) return { packages: [], unreadable: 'the embedded SBOM has no components' }
  return { packages: components.slice(0, MAX_COMPONENTS).flatMap((component: unknown) => toPackage(component) ?? []) }
}

const separators: Partial<Record<string, string>> = { maven: ':', npm: '/', golang: '/', composer: '/' }
const ecosystems: readonly string[] = ['maven', 'npm', 'golang', 'composer', 'pypi', 'cargo', 'gem', 'nuget']

function toPackage(component: unknown): FoundPackage | undefined {
  const { purl, licenses } = (component ?? {}) as { purl?: unknown; licenses?: unknown }
  const url = typeof purl === 'string' && purl.length <= 512 ? readPurl(purl) : undefined
  if (url === undefined || !ecosystems.includes(url.type)) return undefined
  const separator = separators[url.type]
  const name = separator && url.namespace ? `${url.namespace}${separator}${url.name}` : url.name
  if (!isPlainWord(name) || (url.version && !isPlainWord(url.version))) return undefined
  return {
    ecosystem: url.type as Ecosystem,
    name,
    ...(url.version ? { version: url.version } : {}),
    licenses: licenseNames(licenses),
    confidence: 'declared',
    rule: 'note.sbom',
    detail: plainText(`${name} ${url.version ?? ''}`.trimEnd(), 256),
  }
}

function licenseNames(value: unknown): string[] {
  if (!Array.isArray(value)) return []
  return value.slice(0, 16).flatMap((entry: unknown) => {
    const { expression, license } = (entry ?? {}) as { expression?: unknown; license?: unknown }
    const { id, name } = (license ?? {}) as { id?: unknown; name?: unknown }
    const text = [expression, id, name].find((candidate) => typeof candidate === 'string')
    return typeof text === 'string' && text !== '' ? [plainText(text, 256)] : []
  })
}
