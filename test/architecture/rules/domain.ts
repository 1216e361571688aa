import { type Finding, fileRule } from '../rule.ts'
import { isNode, type Node, placeOf, type Source, walk } from '../source.ts'

const pureParts = ['money', 'ids', 'clock', 'errors', 'actor', 'events'].map((name) => `src/platform/${name}.ts`)

/** A digest of bytes is a pure function, whoever computes it. */
const hashing = ['createHash', 'timingSafeEqual']

/** ARC-20: domain/ imports only domain/ and pure parts of platform; it does no I/O and reads no clock. */
export const pureDomain = fileRule('ARC-20', 'domain is pure', (source) =>
  source.place.part === 'domain' ? [...impureImports(source), ...impureCalls(source)] : [],
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
        `domain/ may not import ${target}. It knows only domain/ and money, ids, clock, errors, actor of platform.`,
      ],
    ]
  })
}

const forbidden: Readonly<Record<string, string>> = {
  'Date.now': 'Take the moment as an argument (ctx.clock.now() in the use case).',
  'Math.random': 'Take the value as an argument.',
  'process.env': 'Take the setting as an argument.',
  'crypto.randomUUID': 'Take the id as an argument (ctx.newId() in the use case).',
}

function impureCalls(source: Source): Finding[] {
  const found: Finding[] = []
  walk(source.program, (node) => {
    const advice = forbidden[memberName(node)]
    if (advice) found.push([source.line(node.start), `domain/ may not use ${memberName(node)}. ${advice}`])
    if (isNewDateNow(node))
      found.push([source.line(node.start), `domain/ may not read the clock. ${forbidden['Date.now']}`])
    if (isCallOf(node, 'fetch')) found.push([source.line(node.start), 'domain/ may not do I/O.'])
  })
  return found
}

/** "object.property" for a plain member expression of two names. */
export function memberName(node: Node): string {
  if (node.type !== 'MemberExpression' || !isNode(node.object) || !isNode(node.property)) return ''
  return `${node.object.name}.${node.property.name}`
}

function isNewDateNow(node: Node): boolean {
  return isNamed(node.callee, 'Date') && node.type === 'NewExpression' && (node.arguments as Node[]).length === 0
}

function isCallOf(node: Node, name: string): boolean {
  return node.type === 'CallExpression' && isNamed(node.callee, name)
}

function isNamed(node: unknown, name: string): boolean {
  return isNode(node) && node.type === 'Identifier' && node.name === name
}
