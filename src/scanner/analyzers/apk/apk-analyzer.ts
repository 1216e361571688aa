import { isPlainWord, plainText } from '../../plain-text.ts'
import type { FoundPackage, Parsed, PathAnalyzer } from '../analyzer.ts'

const databases = ['lib/apk/db/installed', 'usr/lib/apk/db/installed', 'var/lib/apk/db/installed']

/** Packages of Alpine's apk, with their origin and the files they own. */
export const apkAnalyzer: PathAnalyzer = {
  id: 'apk',
  version: 1,
  wants: (path) => databases.includes(path),
  startsLike: (head) => head.startsWith('C:Q') || head.startsWith('P:'),
  parse: ({ text }) => parseInstalled(text),
}

/** Reads the installed database: paragraphs of `letter:value`, where F names a folder and R a file in it. */
export function parseInstalled(text: string): Parsed {
  const packages: FoundPackage[] = []
  let broken = 0
  for (const paragraph of text.split(/\n\s*\n/)) {
    if (paragraph.trim() === '') continue
    const found = readPackage(paragraph)
    if (found) packages.push(found)
    else broken++
  }
  return broken === 0 ? { packages } : { packages, unreadable: `${broken} entries without a usable name or version` }
}

function readPackage(paragraph: string): FoundPackage | undefined {
  const fields = new Map<string, string>()
  const owns: string[] = []
  let folder = ''
  for (const line of paragraph.split('\n')) {
    if (line[1] !== ':') continue
    const value = line.slice(2).trimEnd()
    if (line[0] === 'F') folder = value
    else if (line[0] === 'R') owns.push(folder === '' ? value : `${folder}/${value}`)
    else if (!fields.has(line[0] ?? '')) fields.set(line[0] ?? '', value)
  }
  const name = fields.get('P')
  const version = fields.get('V')
  if (!name || !version || !isPlainWord(name) || !isPlainWord(version)) return undefined
  const architecture = fields.get('A')
  const origin = fields.get('o')
  const license = fields.get('L')
  return {
    ecosystem: 'apk',
    name,
    version,
    ...(architecture && isPlainWord(architecture) ? { architecture } : {}),
    source: { name: origin && isPlainWord(origin) ? origin : name, version },
    licenses: license ? [plainText(license, 500)] : [],
    confidence: 'installed',
    rule: 'apk.installed',
    detail: `${name} ${version}`,
    owns,
  }
}
