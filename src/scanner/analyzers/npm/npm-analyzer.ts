import type { CapturedText } from '../../layers/layer-facts.ts'
import { isPlainWord, plainText } from '../../plain-text.ts'
import { type Kept, nothing, type Parsed, type PathAnalyzer } from '../analyzer.ts'
import { parseJson } from '../json.ts'

/** Packages of npm by the `package.json` that each installed one carries. */
export const npmAnalyzer: PathAnalyzer = {
  id: 'npm',
  version: 1,
  wants: (path) => (path === 'package.json' || path.endsWith('/package.json')) && !isTestData(path),
  keep: (text, limits) => keepFields(text, limits.jsonDepth),
  parse: parseManifest,
}

const testFolders = new Set([
  'test',
  'tests',
  '__tests__',
  'fixture',
  'fixtures',
  '__fixtures__',
  'testdata',
  'example',
  'examples',
])

// A package may be called "test"; only folders below a package, or outside of node_modules, are test data.
function isTestData(path: string): boolean {
  const parts = path.split('/')
  return parts.some((part, at) => {
    const above = parts[at - 1]
    const isPackageName =
      above === 'node_modules' || (above?.startsWith('@') === true && parts[at - 2] === 'node_modules')
    return testFolders.has(part) && !isPackageName
  })
}

function keepFields(text: string, depth: number): Kept {
  const json = parseJson(text, depth)
  if ('unreadable' in json) return json
  const { value } = json
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return { ignore: true }
  const { name, version, license, licenses } = value as Record<string, unknown>
  if (typeof name !== 'string' || typeof version !== 'string') return { ignore: true }
  if (name.length > 214 || version.length > 256) return { unreadable: 'name or version is too long' }
  const named = licenseNames(license).concat(licenseNames(licenses))
  return { text: JSON.stringify({ name, version, licenses: [...new Set(named)].slice(0, 16) }) }
}

function licenseNames(value: unknown): string[] {
  if (typeof value === 'string') return value === '' ? [] : [plainText(value, 256)]
  if (Array.isArray(value)) return value.slice(0, 16).flatMap(licenseNames)
  if (typeof value === 'object' && value !== null) return licenseNames((value as { type?: unknown }).type ?? [])
  return []
}

function parseManifest({ text }: CapturedText): Parsed {
  const { name, version, licenses } = JSON.parse(text) as { name: string; version: string; licenses: string[] }
  const cleaned = version.trim().replace(/^[v=]+/, '')
  if (!/^(@[\w.~-]+\/)?[\w.~-]+$/.test(name) || !/^\d/.test(cleaned) || !isPlainWord(cleaned)) return nothing
  return {
    packages: [
      {
        ecosystem: 'npm',
        name,
        version: cleaned,
        licenses,
        confidence: 'installed',
        rule: 'npm.package-json',
        detail: `${name} ${cleaned}`,
      },
    ],
  }
}
