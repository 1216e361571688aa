import { type Finding, fileRule } from '../rule.ts'
import { isNode, type Node, type Source } from '../source.ts'

/**
 * ARC-24: an exported function at the root of a module that takes a Context begins with a call of `authorize…`,
 * unless its file says `// public: <why>`.
 */
export const authorizeFirst = fileRule('ARC-24', 'a use case begins with authorize', (source) => {
  const { place, comments } = source
  if (
    place.root !== 'src' ||
    place.part !== 'use-case' ||
    ['platform', 'app', 'scanner'].includes(place.module ?? '')
  ) {
    return []
  }
  if (comments.some(({ value }) => /^\s*public: \S/.test(value))) return []
  return exportedFunctions(source).flatMap(({ name, node, body }): Finding[] => {
    if (/^authorize/.test(name) || !takesContext(node) || callsAuthorize(body)) return []
    return [
      [
        source.line(node.start),
        `${name} must begin with authorize…(ctx, …); if it needs no right, say why: // public: <why>`,
      ],
    ]
  })
})

interface ExportedFunction {
  readonly name: string
  readonly node: Node
  /** First statement, or the expression of an arrow function. */
  readonly body: Node | undefined
}

function exportedFunctions({ program }: Source): ExportedFunction[] {
  return (program.body as Node[]).flatMap((statement) => {
    if (statement.type !== 'ExportNamedDeclaration' || !isNode(statement.declaration)) return []
    const declaration = statement.declaration
    if (declaration.type === 'FunctionDeclaration') return [exported(declaration.id, declaration)]
    if (declaration.type !== 'VariableDeclaration') return []
    return (declaration.declarations as Node[]).flatMap(({ id, init }) =>
      isNode(init) && /^(Arrow)?Function(Expression)?$/.test(init.type) ? [exported(id, init)] : [],
    )
  })
}

function exported(id: unknown, node: Node): ExportedFunction {
  const name = isNode(id) ? String(id.name) : ''
  const body = isNode(node.body) ? node.body : undefined
  return { name, node, body: body?.type === 'BlockStatement' ? (body.body as Node[])[0] : body }
}

function takesContext(node: Node): boolean {
  const [first] = node.params as Node[]
  const annotation = isNode(first?.typeAnnotation) ? first.typeAnnotation.typeAnnotation : undefined
  return isNode(annotation) && isNode(annotation.typeName) && annotation.typeName.name === 'Context'
}

function callsAuthorize(statement: Node | undefined): boolean {
  let at: unknown = statement
  if (isNode(at) && at.type === 'VariableDeclaration') at = (at.declarations as Node[])[0]?.init
  if (isNode(at) && at.type === 'ExpressionStatement') at = at.expression
  if (isNode(at) && at.type === 'ReturnStatement') at = at.argument
  if (isNode(at) && at.type === 'AwaitExpression') at = at.argument
  if (!isNode(at) || at.type !== 'CallExpression' || !isNode(at.callee)) return false
  return /^authorize/.test(String(at.callee.name))
}
