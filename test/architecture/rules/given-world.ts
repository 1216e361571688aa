import { type Finding, fileRule } from '../rule.ts'
import { isNode, type Node, type Source, walk } from '../source.ts'

/** STY-07: above domain/ (ARC-20), too, time, chance, ids and settings are given, so that tests can give others. */
export const worldIsGiven = fileRule('STY-07', 'use cases and stores are given time, chance and settings', (source) => {
  const { place } = source
  const outside = place.root !== 'src' || ['platform', 'app', 'scanner'].includes(place.module ?? '')
  return outside || place.part === 'domain' || place.part === 'test' ? [] : worldlyReads(source)
})

const advice: Readonly<Record<string, string>> = {
  'Date.now': 'Take the moment as an argument, or ask ctx.clock.now().',
  'Math.random': 'Take the value as an argument.',
  'process.env': 'Take the setting as an argument, or from ctx.settings.',
  'crypto.randomUUID': 'Take the id as an argument, or ask ctx.newId().',
}

/** Where code reads the clock, chance, the environment or the network by itself. */
export function worldlyReads(source: Source): Finding[] {
  const found: Finding[] = []
  walk(source.program, (node) => {
    const name = readOf(node)
    if (name) found.push([source.line(node.start), `${name} is not to be used here. ${advice[name] ?? ''}`.trim()])
  })
  return found
}

function readOf(node: Node): string | undefined {
  if (isNamed(node.callee, 'fetch') && node.type === 'CallExpression') return 'fetch'
  if (isNamed(node.callee, 'Date') && node.type === 'NewExpression') {
    return (node.arguments as Node[]).length === 0 ? 'Date.now' : undefined
  }
  const name = memberName(node)
  return name in advice ? name : undefined
}

/** "object.property" for a plain member expression of two names. */
function memberName(node: Node): string {
  if (node.type !== 'MemberExpression' || !isNode(node.object) || !isNode(node.property)) return ''
  return `${node.object.name}.${node.property.name}`
}

function isNamed(node: unknown, name: string): boolean {
  return isNode(node) && node.type === 'Identifier' && node.name === name
}
