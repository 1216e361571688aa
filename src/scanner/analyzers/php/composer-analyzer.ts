import type { CapturedText } from '../../layers/layer-facts.ts'
import { plainText } from '../../plain-text.ts'
import type { FoundPackage, Kept, Parsed, PathAnalyzer } from '../analyzer.ts'
import { arrayOf, recordOf } from '../fields.ts'
import { parseJson } from '../json.ts'
import { isPackage } from '../package-name.ts'

/** Packages of PHP by the list that Composer writes into its folder of installed packages. */
export const composerAnalyzer: PathAnalyzer = {
  id: 'php',
  version: 1,
  wants: (path) => path === 'composer/installed.json' || path.endsWith('/composer/installed.json'),
  keep: (text, limits) => keepPackages(text, limits.jsonDepth),
  parse: ({ text }) => toPackages(text),
}

interface ComposerPackage {
  readonly name: string
  readonly version: string
  readonly licenses: readonly string[]
}

/** Version 1 of the file is the list itself, version 2 an object around it. */
function keepPackages(text: string, depth: number): Kept {
  const json = parseJson(text, depth)
  if ('unreadable' in json) return json
  const list = Array.isArray(json.value) ? json.value : recordOf(json.value).packages
  if (!Array.isArray(list)) return { ignore: true }
  const packages = list.flatMap((entry): ComposerPackage[] => {
    const { name, version, license } = recordOf(entry)
    if (typeof name !== 'string' || typeof version !== 'string') return []
    const licenses = arrayOf(license).filter((one) => typeof one === 'string')
    return [{ name, version, licenses: licenses.slice(0, 16).map((one) => plainText(one, 256)) }]
  })
  const missing = list.length - packages.length
  const kept = { text: JSON.stringify(packages) }
  return missing === 0 ? kept : { ...kept, unreadable: `${missing} entries without a name or a version` }
}

function toPackages(text: CapturedText['text']): Parsed {
  const listed = JSON.parse(text) as ComposerPackage[]
  return { packages: listed.flatMap((entry) => composerPackage(entry.name, entry.version, entry.licenses)) }
}

function composerPackage(stated: string, version: string, licenses: readonly string[]): FoundPackage[] {
  const name = stated.toLowerCase()
  const cleaned = version.replace(/^v(?=\d)/, '')
  if (!isPackage('composer', name, cleaned)) return []
  return [
    {
      ecosystem: 'composer',
      name,
      version: cleaned,
      licenses,
      confidence: 'installed',
      rule: 'php.composer-installed',
      detail: `${name} ${cleaned}`,
    },
  ]
}
