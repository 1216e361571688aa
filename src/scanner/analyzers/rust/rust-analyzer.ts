import type { CapturedExecutable } from '../../layers/layer-facts.ts'
import { defaultLimits } from '../../layers/limits.ts'
import { isPlainWord } from '../../plain-text.ts'
import { type ContentAnalyzer, type FoundPackage, nothing, type Parsed } from '../analyzer.ts'
import { parseJson } from '../json.ts'

/** Crates of Rust programs by the list that cargo-auditable links into them. */
export const rustAnalyzer: ContentAnalyzer = {
  id: 'rust',
  version: 1,
  needles: [],
  parse: parseList,
}

const MAX_CRATES = 20_000

function parseList({ facts }: CapturedExecutable): Parsed {
  if (facts?.rust === undefined) return nothing
  const json = parseJson(facts.rust, defaultLimits.jsonDepth)
  if ('unreadable' in json) return { packages: [], ...json }
  const list = (json.value as { packages?: unknown } | null)?.packages
  if (!Array.isArray(list)) return { packages: [], unreadable: 'no list of packages' }
  const packages = list.slice(0, MAX_CRATES).flatMap((entry: unknown) => toCrate(entry) ?? [])
  return { packages }
}

/** Crates that only build scripts and macros used are not in the program. */
function toCrate(entry: unknown): FoundPackage | undefined {
  if (typeof entry !== 'object' || entry === null) return undefined
  const { name, version, kind, root } = entry as Record<string, unknown>
  if (kind === 'build' || typeof name !== 'string' || typeof version !== 'string') return undefined
  if (!/^[\w-]{1,64}$/.test(name) || !isPlainWord(version)) return undefined
  return {
    ecosystem: 'cargo',
    name,
    version,
    licenses: [],
    confidence: 'identified',
    rule: root === true ? 'rust.root' : 'rust.dependency',
    detail: `${name} ${version}${root === true ? ' (root)' : ''}`,
  }
}
