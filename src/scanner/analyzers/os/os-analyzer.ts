import { plainText } from '../../plain-text.ts'
import type { Distribution, Parsed, PathAnalyzer } from '../analyzer.ts'

/** Files that name the distribution, the most trustworthy first. */
export const distributionFiles = [
  'etc/os-release',
  'usr/lib/os-release',
  'etc/alpine-release',
  'etc/debian_version',
  'etc/redhat-release',
] as const

/** Finds out which distribution and release an image is. */
export const osAnalyzer: PathAnalyzer = {
  id: 'os',
  version: 1,
  wants: (path) => (distributionFiles as readonly string[]).includes(path),
  startsLike: (head) => head.startsWith('ID=') || head.startsWith('NAME=') || head.startsWith('PRETTY_NAME='),
  parse: ({ path, text }) => wrap(path.endsWith('os-release') ? parseOsRelease(text) : parseReleaseFile(path, text)),
}

function wrap(distribution: Distribution | undefined): Parsed {
  return distribution ? { packages: [], distribution } : { packages: [], unreadable: 'names no distribution' }
}

/** Reads `KEY=value` lines with shell quoting, as os-release files have them. */
export function parseOsRelease(text: string): Distribution | undefined {
  const fields = new Map<string, string>()
  for (const line of text.split('\n')) {
    const equals = line.indexOf('=')
    if (equals > 0) fields.set(line.slice(0, equals).trim(), plainText(unquote(line.slice(equals + 1).trim()), 200))
  }
  const id = fields.get('ID')?.toLowerCase()
  if (id === undefined || !/^[a-z0-9._-]{1,64}$/.test(id)) return undefined
  const version = fields.get('VERSION_ID')
  const codename = fields.get('VERSION_CODENAME')
  const prettyName = fields.get('PRETTY_NAME')
  return {
    id,
    ...(version ? { version } : {}),
    ...(codename ? { codename } : {}),
    like: (fields.get('ID_LIKE') ?? '').toLowerCase().split(/\s+/).filter(Boolean),
    ...(prettyName ? { prettyName } : {}),
  }
}

function unquote(value: string): string {
  const quoted = /^"(.*)"$|^'(.*)'$/s.exec(value)
  return (quoted?.[1] ?? quoted?.[2] ?? value).replace(/\\([\\"$`])/g, '$1')
}

const redHatNames: readonly (readonly [RegExp, string])[] = [
  [/^AlmaLinux/i, 'almalinux'],
  [/^Rocky/i, 'rocky'],
  [/^CentOS/i, 'centos'],
  [/^Fedora/i, 'fedora'],
  [/^Red Hat/i, 'rhel'],
]

function parseReleaseFile(path: string, text: string): Distribution | undefined {
  const line = text.trim().split('\n')[0] ?? ''
  const version = /\d+(?:\.\d+)*/.exec(line)?.[0]
  if (path === 'etc/redhat-release') {
    const id = redHatNames.find(([name]) => name.test(line))?.[1]
    return id === undefined
      ? undefined
      : { id, ...(version ? { version } : {}), like: ['rhel', 'fedora'], prettyName: plainText(line, 200) }
  }
  if (path === 'etc/alpine-release') return version ? { id: 'alpine', version, like: [] } : undefined
  // Unreleased Debian has a codename here ("trixie/sid") and therefore no version to judge by.
  const major = /^\d+(?=\.|$)/.exec(line)?.[0]
  return line === '' ? undefined : { id: 'debian', ...(major ? { version: major } : {}), like: [] }
}
