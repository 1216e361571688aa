import { type Finding, fileRule } from '../rule.ts'
import { placeOf, type Source } from '../source.ts'
import { worldlyReads } from './given-world.ts'

const pureParts = ['money', 'ids', 'clock', 'errors', 'actor', 'events', 'glob'].map(
  (name) => `src/platform/${name}.ts`,
)

/** A digest of bytes is a pure function, whoever computes it. */
const hashing = ['createHash', 'timingSafeEqual']

/** ARC-20: domain/ imports only domain/ and pure parts of platform; it does no I/O and reads no clock. */
export const pureDomain = fileRule('ARC-20', 'domain is pure', (source) =>
  source.place.part === 'domain' ? [...impureImports(source), ...worldlyReads(source)] : [],
)

function impureImports({ imports, place }: Source): Finding[] {
  return imports.flatMap(({ specifier, target, names, typeOnly, line }): Finding[] => {
    if (target === undefined) {
      if (specifier === 'node:crypto' && names.length > 0 && names.every((name) => hashing.includes(name))) return []
      return [
        [line, `domain/ may not import ${specifier}. Take its result as a value, or move the work to the use case.`],
      ]
    }
    if (pureParts.includes(target)) return []
    const to = placeOf(target)
    if (to.module === place.module && to.part === 'domain') return []
    // The scanner is as pure as a domain: streams and values in, values out (ARC-33).
    if (target === 'src/scanner/index.ts') return []
    // Names of types vanish when compiled: a rule may speak of a Plan that a module below owns.
    if (typeOnly && to.part === 'index' && to.module !== place.module) return []
    return [
      [
        line,
        `domain/ may not import ${target}. It knows only domain/ and money, ids, clock, errors, actor, glob of platform.`,
      ],
    ]
  })
}
