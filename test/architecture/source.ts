import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, posix } from 'node:path'
import { type Comment, parseSync } from 'oxc-parser'

/** A statement, expression or type of the syntax tree (ESTree with TypeScript). */
export interface Node {
  readonly type: string
  readonly start: number
  readonly end: number
  readonly [property: string]: unknown
}

/** One import, export-from, dynamic import or import type. */
export interface Import {
  readonly specifier: string
  /** Path from the root of the project when the specifier is relative. */
  readonly target: string | undefined
  /** Names taken from the other side; empty for `*`, dynamic imports and import types. */
  readonly names: readonly string[]
  readonly typeOnly: boolean
  readonly line: number
}

/** A parsed source file. Paths are relative to the root of the project, with slashes. */
export interface Source {
  readonly path: string
  readonly text: string
  readonly lines: number
  readonly place: Place
  readonly imports: readonly Import[]
  readonly comments: readonly Comment[]
  readonly program: Node
  line(offset: number): number
}

/** A migration. */
export interface SqlFile {
  readonly path: string
  readonly text: string
}

/** Where a file stands in the house (design: one folder per thing the business talks about). */
export interface Place {
  readonly root: string
  /** Set for everything under src/ but src/main.ts, which counts as `app`. */
  readonly module: string | undefined
  readonly part: Part
}

export type Part = 'domain' | 'store' | 'http' | 'index' | 'module' | 'jobs' | 'use-case' | 'inner' | 'test' | 'other'

export interface Project {
  readonly sources: readonly Source[]
  readonly migrations: readonly SqlFile[]
}

const roots = ['src', 'web', 'cli', 'test', 'scripts', 'bench']
const extension = /\.(ts|tsx|mts|mjs|js)$/

/** Reads and parses every source file under the root; planted violations and built files are left out. */
export function readProject(root: string): Project {
  return {
    sources: roots.flatMap((folder) => filesUnder(root, folder).filter((path) => extension.test(path))).map(parse),
    migrations: filesUnder(root, 'migrations')
      .filter((path) => path.endsWith('.sql'))
      .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') })),
  }

  function parse(path: string): Source {
    return parseSource(path, readFileSync(join(root, path), 'utf8'))
  }
}

/** Parses one file; a file that does not parse is an error, since no rule could look at it. */
export function parseSource(path: string, text: string): Source {
  const parsed = parseSync(path, text)
  const problem = parsed.errors[0]
  if (problem) throw new Error(`${path} does not parse: ${problem.message}`)
  const starts = lineStarts(text)
  const line = (offset: number) => starts.findLastIndex((start) => start <= offset) + 1
  const program = parsed.program as unknown as Node
  return {
    path,
    text,
    lines: text.endsWith('\n') ? starts.length - 1 : starts.length,
    place: placeOf(path),
    imports: importsOf(path, program, line),
    comments: parsed.comments,
    program,
    line,
  }
}

/** Calls `visit` for every node, parents first. */
export function walk(node: Node, visit: (node: Node) => void): void {
  visit(node)
  for (const value of Object.values(node)) {
    for (const child of Array.isArray(value) ? value : [value]) if (isNode(child)) walk(child, visit)
  }
}

export function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && typeof (value as Node).type === 'string'
}

/** Where a path stands; also used for paths that do not exist. */
export function placeOf(path: string): Place {
  const [root = '', second = '', ...rest] = path.split('/')
  if (root !== 'src') return { root, module: undefined, part: isTest(path) ? 'test' : 'other' }
  if (rest.length === 0) return { root, module: 'app', part: 'other' }
  return { root, module: second, part: partOf(path, rest) }
}

function partOf(path: string, [first = '', ...deeper]: string[]): Part {
  if (isTest(path)) return 'test'
  const name = first.replace(extension, '')
  if (name === 'domain' || name === 'store' || name === 'http' || name === 'jobs') return name
  if (deeper.length > 0) return 'inner'
  if (name === 'index' || name === 'module') return name
  return 'use-case'
}

function isTest(path: string): boolean {
  return /\.test\.tsx?$/.test(path) || path.startsWith('test/') || path.includes('/testing/')
}

function importsOf(path: string, program: Node, line: (offset: number) => number): Import[] {
  const found: Import[] = []
  const add = (node: Node, typeOnly: boolean) => {
    const specifier = isNode(node.source) ? node.source.value : undefined
    if (typeof specifier !== 'string') return
    const target = specifier.startsWith('.') ? posix.join(dirname(path), specifier) : undefined
    found.push({ specifier, target, names: namesTaken(node), typeOnly, line: line(node.start) })
  }
  for (const node of program.body as Node[]) {
    if (node.type === 'ImportDeclaration') add(node, node.importKind === 'type')
    if (/^Export(Named|All)Declaration$/.test(node.type)) add(node, node.exportKind === 'type')
  }
  walk(program, (node) => {
    if (node.type === 'ImportExpression') add(node, false)
    if (node.type === 'TSImportType') add(node, true)
  })
  return found
}

function namesTaken({ specifiers }: Node): string[] {
  if (!Array.isArray(specifiers)) return []
  return specifiers.flatMap((entry: Node) => {
    const name = entry.imported ?? entry.local
    return isNode(name) && typeof name.name === 'string' ? [name.name] : []
  })
}

function lineStarts(text: string): number[] {
  const starts = [0]
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1)
  return starts
}

function filesUnder(root: string, folder: string): string[] {
  let entries: ReturnType<typeof list>
  try {
    entries = list(join(root, folder))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
  return entries.flatMap((entry) => {
    const path = `${folder}/${entry.name}`
    if (!entry.isDirectory()) return [path]
    return entry.name === 'node_modules' || entry.name === 'planted' ? [] : filesUnder(root, path)
  })
}

function list(folder: string) {
  return readdirSync(folder, { withFileTypes: true })
}
