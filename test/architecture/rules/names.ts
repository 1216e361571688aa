import { type Finding, fileRule, type Rule } from '../rule.ts'
import type { Node } from '../source.ts'

/** ARC-40: named exports only; a tool's own configuration file may differ. */
export const namedExports = fileRule('ARC-40', 'named exports only', (source) =>
  /(^|\/)[\w-]+\.config\.ts$/.test(source.path)
    ? []
    : (source.program.body as Node[])
        .filter(({ type }) => type === 'ExportDefaultDeclaration')
        .map(({ start }): Finding => [source.line(start), 'Export it by its name.']),
)

const emptyWords = /^(utils?|helpers?|common|managers?|services?|misc)$/
const kebab = /^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+)*$/

/** ARC-41: file and folder names say what is known there, in kebab-case. */
export const tellingNames: Rule = {
  id: 'ARC-41',
  says: 'names say what is known there',
  check: ({ sources, migrations }) =>
    [...sources, ...migrations].flatMap(({ path }) => {
      const problem = nameProblem(path)
      return problem ? [{ rule: 'ARC-41', path, line: 1, message: problem }] : []
    }),
}

function nameProblem(path: string): string | undefined {
  const migration = path.startsWith('migrations/')
  for (const segment of path.split('/')) {
    const empty = segment.split(/[-._]/).find((word) => emptyWords.test(word))
    if (empty) return `"${empty}" says nothing. Name the file after what it knows.`
    if (migration ? !/^(migrations|\d{4}_[a-z0-9_]+\.sql)$/.test(segment) : !kebab.test(segment)) {
      return `"${segment}" is not ${migration ? 'NNNN_what.sql' : 'kebab-case'}.`
    }
  }
  return undefined
}

const limit = 400

/** STY-01: a long file holds two ideas. */
export const shortFiles = fileRule('STY-01', `no file past ${limit} lines`, (source) =>
  source.lines > limit
    ? [[limit + 1, `${source.lines} lines. Two ideas live here: name them, and split (limit ${limit}).`]]
    : [],
)
