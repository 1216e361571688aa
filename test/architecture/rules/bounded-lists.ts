import { type Finding, fileRule } from '../rule.ts'
import { isNode, type Node, type Source, walk } from '../source.ts'

/**
 * EDB-13: a query cannot be cancelled on the embedded database, so every query that answers a list carries a limit, or
 * a comment that says what bounds it: `// bounded: <why>`.
 */
export const boundedLists = fileRule('EDB-13', 'every list has a limit', (source) => {
  if (source.place.part !== 'store') return []
  const found: Finding[] = []
  walk(source.program, (node) => {
    const calls = node.type === 'CallExpression' ? chainOf(node) : []
    if (calls[0] !== 'execute' || !calls.includes('selectFrom') || calls.includes('limit')) return
    if (!saysBounded(source, node)) {
      found.push([source.line(node.start), 'Add .limit(…), or say what bounds the list: // bounded: <why>.'])
    }
  })
  return found
})

/** Names of the calls in `a.b().c().d()`, last first: d, c, b. */
function chainOf(call: Node): string[] {
  const names: string[] = []
  for (let at: unknown = call; isNode(at); ) {
    if (at.type === 'CallExpression') at = at.callee
    else if (at.type === 'MemberExpression') {
      names.push(isNode(at.property) ? String(at.property.name) : '')
      at = at.object
    } else break
  }
  return names
}

function saysBounded({ comments, line }: Source, node: Node): boolean {
  const [first, last] = [line(node.start) - 1, line(node.end)]
  return comments.some(({ value, start }) => /bounded: \S/.test(value) && line(start) >= first && line(start) <= last)
}
