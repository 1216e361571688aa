import { type Finding, fileRule } from '../rule.ts'
import { isNode, type Node, walk } from '../source.ts'

/** STY-05: arithmetic on minor units happens in Money only, so that no cent appears or vanishes. */
export const moneyInMoney = fileRule('STY-05', 'no arithmetic on minor units outside Money', (source) => {
  if (source.place.root !== 'src' || /^src\/platform\/money/.test(source.path) || source.place.part === 'test')
    return []
  const found: Finding[] = []
  walk(source.program, (node) => {
    if (!isArithmetic(node)) return
    if ([node.left, node.right].some(isMinor)) found.push([source.line(node.start), advice])
  })
  return found
})

const advice = 'Use Money: plus, minus, times, share, split.'

function isArithmetic(node: Node): node is Node & { left: unknown; right: unknown } {
  return /^(BinaryExpression|AssignmentExpression)$/.test(node.type) && /^[-+*/]=?$/.test(String(node.operator))
}

function isMinor(node: unknown): boolean {
  if (!isNode(node)) return false
  const name = node.type === 'MemberExpression' && isNode(node.property) ? node.property.name : node.name
  return /(^m|M)inor$|_minor$/.test(String(name))
}
