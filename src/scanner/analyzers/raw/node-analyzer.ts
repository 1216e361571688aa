import type { CapturedExecutable, NeedleHit } from '../../layers/layer-facts.ts'
import { type ContentAnalyzer, nothing, type Parsed } from '../analyzer.ts'

const PRODUCT = 'node.js/v'
const RELEASE = 'https://nodejs.org/download/release/v'

/**
 * The Node.js program, under whatever name. Two signals that must agree (RAW-3): the name it gives its inspector, and the
 * address of its own source archive. Text that mentions only one of them is no hit (RAW-6).
 */
export const nodeAnalyzer: ContentAnalyzer = {
  id: 'raw-node',
  version: 1,
  needles: [PRODUCT, RELEASE],
  parse: parseHits,
}

function parseHits({ hits }: CapturedExecutable): Parsed {
  const product = versions(hits, PRODUCT, /^node\.js\/v(\d+\.\d+\.\d+)$/)
  const release = versions(
    hits,
    RELEASE,
    /^https:\/\/nodejs\.org\/download\/release\/v(\d+\.\d+\.\d+)\/node-v\1\.tar\.gz$/,
  )
  if (product.size === 0 || release.size === 0) return nothing
  const agreed = [...product.keys()].filter((version) => release.has(version))
  const version = agreed.length === 1 ? agreed[0] : undefined
  const hit = product.get(version ?? [...product.keys()][0] ?? '')
  return {
    packages: [
      {
        ecosystem: 'generic',
        name: 'node',
        ...(version === undefined ? {} : { version }),
        licenses: [],
        confidence: 'identified',
        rule: 'raw.node',
        ...(hit ? { detail: hit.text, offset: hit.offset } : {}),
      },
    ],
  }
}

function versions(hits: readonly NeedleHit[], needle: string, shape: RegExp): Map<string, NeedleHit> {
  const found = new Map<string, NeedleHit>()
  for (const hit of hits) {
    const version = hit.needle === needle ? shape.exec(hit.text)?.[1] : undefined
    if (version !== undefined && !found.has(version)) found.set(version, hit)
  }
  return found
}
