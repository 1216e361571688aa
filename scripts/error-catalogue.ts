import type { ErrorKind } from '../src/platform/errors.ts'
import { statusOf } from '../src/platform/http/problem.ts'
import { isNode, type Node, readProject, type Source, walk } from '../test/architecture/source.ts'

/** One `defineError(kind, code, sentence)` in the code. */
export interface CatalogueEntry {
  readonly kind: string
  /** module.snake_case, or the text that was found instead. */
  readonly code: string
  /** Details stand as {name}. */
  readonly sentence: string
  readonly path: string
  readonly line: number
}

/** Every error that the code under `root` defines, sorted by code. */
export function readErrorCatalogue(root: string): CatalogueEntry[] {
  const sources = readProject(root).sources.filter(({ place }) => place.root === 'src' && place.part !== 'test')
  return sources.flatMap(entriesOf).sort((a, b) => (a.code < b.code ? -1 : 1))
}

/** docs/errors.md. */
export function describeErrors(entries: readonly CatalogueEntry[]): string {
  const moduleOf = ({ code }: CatalogueEntry) => code.split('.')[0] ?? ''
  const parts = [...new Set(entries.map(moduleOf))].map((module) => {
    const ofModule = entries.filter((entry) => moduleOf(entry) === module)
    const rows = ofModule.map(({ code, kind, sentence }) => {
      return `| \`${code}\` | ${kind} | ${statusOf[kind as ErrorKind] ?? ''} | ${escapeCell(sentence)} |`
    })
    return `## ${module}\n\n| Code | Kind | HTTP | Sentence |\n|---|---|---|---|\n${rows.join('\n')}\n`
  })
  return `${heading}\n${parts.join('\n')}`
}

const heading = `# Errors

Every refusal of the store, from the modules' catalogues; made by \`npm run errors\`, and a test fails when it is stale. Codes
are stable: programs may rely on them, people read the sentence. Details that vary stand in braces. In the JSON
interface a refusal is a problem document (RFC 9457) with \`code\`, \`detail\` (the sentence) and \`requestId\`; the registry
answers with the codes of the OCI distribution specification and the same sentence.
`

function entriesOf(source: Source): CatalogueEntry[] {
  const found: CatalogueEntry[] = []
  walk(source.program, (node) => {
    if (node.type !== 'CallExpression' || !isNode(node.callee) || node.callee.name !== 'defineError') return
    const [kind, code, sentence] = node.arguments as Node[]
    if (!kind || !code || !sentence) return
    const line = source.line(node.start)
    found.push({ kind: textOf(kind), code: textOf(code), sentence: textOf(sentence), path: source.path, line })
  })
  return found
}

/** The text of a literal, template, concatenation or choice, or of a function that returns one. */
function textOf(node: Node): string {
  if (node.type === 'Literal') return String(node.value)
  if (node.type === 'TemplateLiteral') return textOfTemplate(node)
  if (node.type === 'BinaryExpression' && node.operator === '+')
    return textOf(node.left as Node) + textOf(node.right as Node)
  if (node.type === 'ConditionalExpression')
    return `${textOf(node.consequent as Node)} Or: ${textOf(node.alternate as Node)}`
  if (node.type === 'ArrowFunctionExpression' && isNode(node.body)) return textOf(returned(node.body))
  return detailIn(node)
}

function textOfTemplate(node: Node): string {
  const texts = (node.quasis as { value: { cooked: string } }[]).map((quasi) => quasi.value.cooked)
  const details = (node.expressions as Node[]).map(textOf)
  return texts.map((text, index) => text + (details[index] ?? '')).join('')
}

function returned(body: Node): Node {
  if (body.type !== 'BlockStatement') return body
  const last = (body.body as Node[]).findLast(({ type }) => type === 'ReturnStatement')
  return isNode(last?.argument) ? last.argument : body
}

/** `d.retryAfter`, however it is wrapped, reads as {retryAfter}. */
function detailIn(node: Node): string {
  let name: unknown
  walk(node, (inner) => {
    if (name !== undefined || inner.type !== 'MemberExpression' || !isNode(inner.property) || !isNode(inner.object))
      return
    if (inner.object.type === 'Identifier' && /^(d|details)$/.test(String(inner.object.name)))
      name = inner.property.name
  })
  return name === undefined ? '{…}' : `{${name}}`
}

function escapeCell(text: string): string {
  return text
    .replaceAll('|', '\\|')
    .replaceAll('<', '&lt;')
    .replace(/\s*\n\s*/g, ' ')
}
