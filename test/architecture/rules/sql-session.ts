import type { Rule, Violation } from '../rule.ts'
import { isNode, type Node, type Project, type Source, walk } from '../source.ts'

interface Forbidden {
  readonly pattern: RegExp
  readonly advice: string
}

// English sentences in the code begin with a capital ("Set the password …"), SQL is written in one case.
const forbidden: readonly Forbidden[] = [
  {
    pattern:
      /(^|;)\s*(SET|set)\s+(?!(LOCAL|local|TRANSACTION|transaction|CONSTRAINTS|constraints)\b)[A-Za-z_.]+\s*(=|TO\b|to\b|\s\w)/,
    advice: 'SET reaches every other connection. Use SET LOCAL inside the transaction.',
  },
  {
    pattern: /(^|;)\s*(LISTEN|listen)\s+[a-z_"]+\s*($|;)/,
    advice: 'LISTEN needs a session of its own. Use the queue.',
  },
  {
    pattern: /\bpg_(try_)?advisory_(lock|unlock)(_shared|_all)?\s*\(/i,
    advice: 'A session lock is always granted here. Use pg_advisory_xact_lock.',
  },
  {
    pattern: /\bCREATE\s+((LOCAL|GLOBAL)\s+)?TEMP(ORARY)?\s+(TABLE|VIEW|SEQUENCE)\b/i,
    advice: 'A temporary table is seen by everybody. Use a CTE or unnest().',
  },
  { pattern: /\bset_config\s*\([^)]*,\s*false\s*\)/i, advice: 'set_config(…, false) reaches everybody. Pass true.' },
  { pattern: /\bWITH\s+HOLD\s+FOR\b/i, advice: 'A held cursor outlives its transaction. Page by key.' },
]

/** EDB-10: all connections of the embedded database share one session, so SQL may not change it. */
export const sharedSession: Rule = {
  id: 'EDB-10',
  says: 'no SQL changes the session',
  check: (project) => allSql(project).flatMap((piece) => forbidden.flatMap((entry) => matches(piece, entry))),
}

/** EDB-11: prepared statements have names in that one session; names collide. */
export const unnamedStatements: Rule = {
  id: 'EDB-11',
  says: 'no named prepared statements',
  check: (project) => [
    ...allSql(project).flatMap((piece) =>
      matches(
        piece,
        { pattern: /(^|;)\s*(PREPARE|prepare)\s+(?!TRANSACTION|transaction)\w+/, advice: namesCollide },
        'EDB-11',
      ),
    ),
    ...project.sources.filter(isProduct).flatMap(namedQueries),
  ],
}

const namesCollide = 'Names of statements collide in the shared session. Send the query without a name.'

interface Sql {
  readonly path: string
  readonly text: string
  lineAt(offset: number): number
}

/** Migrations, and every string and template of the store's code. */
function allSql({ sources, migrations }: Project): Sql[] {
  const files = migrations.map(
    ({ path, text }): Sql => ({ path, text: withoutComments(text), lineAt: lineIn(text, 1) }),
  )
  return [...files, ...sources.filter(isProduct).flatMap(literals)]
}

function isProduct({ place, path }: Source): boolean {
  return (place.root === 'src' && place.part !== 'test') || path.startsWith('scripts/')
}

function literals(source: Source): Sql[] {
  const found: Sql[] = []
  walk(source.program, (node) => {
    const text = literalText(node)
    if (text !== undefined) found.push({ path: source.path, text, lineAt: lineIn(text, source.line(node.start)) })
  })
  return found
}

function literalText(node: Node): string | undefined {
  if (node.type === 'Literal' && typeof node.value === 'string') return node.value
  if (node.type !== 'TemplateLiteral') return undefined
  return (node.quasis as { value: { raw: string } }[]).map((quasi) => quasi.value.raw).join('?')
}

function matches(sql: Sql, { pattern, advice }: Forbidden, rule = 'EDB-10'): Violation[] {
  const match = pattern.exec(sql.text)
  if (!match) return []
  const start = match.index + match[0].search(/[^;\s]/)
  return [{ rule, path: sql.path, line: sql.lineAt(start), message: advice }]
}

/** `pool.query({ name, text })` in the files that talk to the driver. */
function namedQueries(source: Source): Violation[] {
  const found: Violation[] = []
  walk(source.program, (node) => {
    if (node.type !== 'ObjectExpression') return
    const keys = (node.properties as Node[]).map(({ key }) => (isNode(key) ? key.name : undefined))
    if (!keys.includes('name') || !keys.includes('text') || !keys.includes('values')) return
    found.push({ rule: 'EDB-11', path: source.path, line: source.line(node.start), message: namesCollide })
  })
  return found
}

function lineIn(text: string, first: number): (offset: number) => number {
  return (offset) => first + text.slice(0, offset).split('\n').length - 1
}

/** Comments become blanks of the same length, so that offsets stay true. */
function withoutComments(sql: string): string {
  return sql.replace(/--[^\n]*|\/\*[\s\S]*?\*\//g, (comment) => comment.replace(/[^\n]/g, ' '))
}
