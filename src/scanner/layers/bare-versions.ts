import type { BareVersion } from './layer-facts.ts'

/** Kept of one file. */
export const MAX_BARE_VERSIONS = 64

// Far more than any program has: what is made to hold more is not compared further.
const MAX_SEEN = 20_000
const MAX_ANCHORS = 32
const PIECE = 1024 * 1024
const LONGEST = 96

// Each part is bounded, so that no input makes it go back far (LIM-10).
const bare =
  /(?<![\x20-\x7e])((?:[A-Za-z]{1,12}[-/]?)?\d{1,4}(?:\.\d{1,5}){1,3}[-+~.\w]{0,40}(?:,? [-\w]{1,20})?)(?=\0)/g

/**
 * The version numbers that stand alone in a program, ended by a zero byte, some with a name before them (`curl/7.88.1`):
 * of many the nearest to the given offsets, each once, in the order of their offsets. Alone they say nothing: they need a
 * product beside them (RAW-3).
 */
export function bareVersionsNear(bytes: Buffer, anchors: readonly number[]): BareVersion[] {
  const nearest = new Map<string, { readonly offset: number; readonly distance: number }>()
  const compared = anchors.slice(0, MAX_ANCHORS)
  let seen = 0
  for (const { text, offset } of everyBareVersion(bytes)) {
    if (++seen > MAX_SEEN) break
    const distance = Math.min(...compared.map((anchor) => Math.abs(anchor - offset)))
    const known = nearest.get(text)
    if (known === undefined || distance < known.distance) nearest.set(text, { offset, distance })
  }
  return [...nearest]
    .sort(([, a], [, b]) => a.distance - b.distance || a.offset - b.offset)
    .slice(0, MAX_BARE_VERSIONS)
    .map(([text, { offset }]) => ({ text, offset }))
    .sort((a, b) => a.offset - b.offset)
}

function* everyBareVersion(bytes: Buffer): Generator<BareVersion> {
  for (let start = 0; start < bytes.length; start += PIECE) {
    const piece = bytes.toString('latin1', start, Math.min(bytes.length, start + 1 + PIECE + LONGEST))
    for (const match of piece.matchAll(bare)) {
      if (match.index > 0 && match.index <= PIECE && match[1] !== undefined)
        yield { text: match[1], offset: start + match.index }
    }
  }
}
