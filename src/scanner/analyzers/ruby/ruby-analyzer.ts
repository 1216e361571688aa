import type { CapturedText } from '../../layers/layer-facts.ts'
import { nameOf } from '../../layers/paths.ts'
import { isPlainWord, plainText } from '../../plain-text.ts'
import { type FoundPackage, type Kept, nothing, type Parsed, type PathAnalyzer } from '../analyzer.ts'

/** Gems by the specification that RubyGems writes when it installs one; Ruby's own gems lie in `default`. */
export const rubyAnalyzer: PathAnalyzer = {
  id: 'ruby',
  version: 1,
  wants: (path) => path.endsWith('.gemspec') && `/${path}`.includes('/specifications/'),
  keep: keepAssignments,
  parse: parseGemspec,
}

const stub = /^# stub: (\S{1,200}) (\S{1,100}) (\S{1,100})(?: |$)/
const assignment = /^\s{0,16}\w{1,40}\.(name|version|platform|licenses?)\s{0,4}=\s{0,4}(.{1,500})$/

function keepAssignments(text: string): Kept {
  const lines = text.split(/\r?\n/).filter((line) => stub.test(line) || assignment.test(line))
  return { text: lines.slice(0, 16).join('\n') }
}

function parseGemspec({ path, text }: CapturedText): Parsed {
  const lines = text.split('\n')
  const stated = lines.map((line) => stub.exec(line)).find((match) => match !== null)
  const fields = assignmentsIn(lines)
  const named = fromFileName(path, stated?.[1] ?? literal(fields.get('name')))
  const name = stated?.[1] ?? literal(fields.get('name')) ?? named?.name
  const version = stated?.[2] ?? literal(fields.get('version')) ?? named?.version
  const platform = stated?.[3] ?? literal(fields.get('platform')) ?? named?.platform ?? 'ruby'
  if (!name || !version) return { packages: [], unreadable: 'no name or no version' }
  if (!/^[A-Za-z0-9_.-]+$/.test(name) || !/^\d[A-Za-z0-9.-]*$/.test(version)) return nothing
  const found: FoundPackage = {
    ecosystem: 'gem',
    name,
    version,
    ...(platform !== 'ruby' && isPlainWord(platform) ? { architecture: platform } : {}),
    licenses: literals(fields.get('licenses') ?? fields.get('license')).map((license) => plainText(license, 256)),
    confidence: 'installed',
    rule: `/${path}`.includes('/specifications/default/') ? 'ruby.default-gem' : 'ruby.gemspec',
    detail: [name, version, ...(platform === 'ruby' ? [] : [plainText(platform, 100)])].join(' '),
  }
  return { packages: [found] }
}

function assignmentsIn(lines: readonly string[]): Map<string, string> {
  const fields = new Map<string, string>()
  for (const line of lines) {
    const match = assignment.exec(line)
    if (match?.[1] && match[2] && !fields.has(match[1])) fields.set(match[1], match[2])
  }
  return fields
}

/** The quoted texts of an assignment; anything computed has none. */
function literals(value: string | undefined): string[] {
  return [...(value ?? '').matchAll(/"([^"]{1,200})"|'([^']{1,200})'/g)].map((match) => match[1] ?? match[2] ?? '')
}

function literal(value: string | undefined): string | undefined {
  return literals(value)[0]
}

/** RubyGems names the file `name-version.gemspec` or `name-version-platform.gemspec`. */
function fromFileName(path: string, known: string | undefined) {
  const base = nameOf(path).slice(0, -'.gemspec'.length)
  const parts = base.split('-')
  const at =
    known !== undefined && base.startsWith(`${known}-`)
      ? known.split('-').length
      : parts.findIndex((part, index) => index > 0 && /^\d/.test(part))
  const version = parts[at]
  if (at < 1 || version === undefined) return undefined
  return { name: parts.slice(0, at).join('-'), version, platform: parts.slice(at + 1).join('-') || undefined }
}
