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

/** `…Minor`, `…_minor`, and `.minor` of something named like money; vulnerabilities may be minor, too. */
function isMinor(node: unknown): boolean {
  if (!isNode(node)) return false
  const name = lastName(node)
  if (name === 'minor') return node.type === 'MemberExpression' && moneyName.test(lastName(node.object))
  return /(Minor|_minor)$/.test(name)
}

const moneyName = /(amount|price|net|tax|gross|fee|money|total|balance)$/i

/** The last name in `a.b.c` or `a`. */
function lastName(node: unknown): string {
  if (!isNode(node)) return ''
  const named = node.type === 'MemberExpression' ? node.property : node
  return isNode(named) ? String(named.name) : ''
}
