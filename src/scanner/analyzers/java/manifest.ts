import { plainText } from '../../plain-text.ts'

/** Attributes of the main section that can say what an archive is. */
const wanted: ReadonlySet<string> = new Set([
  'Automatic-Module-Name',
  'Bundle-License',
  'Bundle-SymbolicName',
  'Bundle-Version',
  'Extension-Name',
  'Group-Id',
  'Implementation-Title',
  'Implementation-Vendor-Id',
  'Implementation-Version',
  'Plugin-Version',
  'Short-Name',
])

export type ManifestAttributes = Readonly<Record<string, string>>

/** Reads the main section of a `MANIFEST.MF`: lines are wrapped at 72 bytes and go on after one space. */
export function parseManifest(text: string): ManifestAttributes {
  const lines: string[] = []
  for (const line of text
    .trimStart()
    .slice(0, MAX_SECTION)
    .split(/\r\n|\n|\r/)) {
    if (line === '') break
    if (line.startsWith(' ')) lines.push(`${lines.pop() ?? ''}${line.slice(1)}`)
    else lines.push(line)
  }
  const attributes: Record<string, string> = {}
  for (const line of lines) {
    const colon = line.indexOf(':')
    const name = line.slice(0, Math.max(colon, 0))
    const value = line.slice(colon + 1).trim()
    if (wanted.has(name) && value !== '') attributes[name] ??= plainText(value, 500)
  }
  return attributes
}

// Lists of imported and exported packages are long; the whole section has never been seen to be.
const MAX_SECTION = 1024 * 1024
