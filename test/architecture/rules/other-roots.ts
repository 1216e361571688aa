import { type Finding, fileRule } from '../rule.ts'
import type { Import, Source } from '../source.ts'

const views = /^src\/[^/]+\/http\/views\.ts$/

/** ARC-32: web/ and cli/ see of the store only the types of its views; cli/ may run the scanner. */
export const windowsSeeViews = fileRule('ARC-32', 'web/ and cli/ import only types of views from src/', (source) => {
  const { root } = source.place
  if (root === 'src') return source.imports.filter(leavesStore).map(({ line }): Finding => [line, storeAdvice])
  if (root !== 'web' && root !== 'cli') return []
  return source.imports.flatMap((entry): Finding[] => {
    if (!entry.target?.startsWith('src/') || (entry.typeOnly && views.test(entry.target))) return []
    if (root === 'cli' && entry.target === 'src/scanner/index.ts') return []
    return [[entry.line, `${root}/ may only \`import type\` from src/*/http/views.ts. Ask the API for the rest.`]]
  })
})

const storeAdvice = 'src/ may not import web/, cli/ or bench/: they stand apart. Serve what was built, from dist/.'

function leavesStore({ target }: Import): boolean {
  return target !== undefined && /^(web|cli|bench)\//.test(target)
}

const worldly = /^(node:)?(net|http|https|http2|tls|dns|dgram|child_process|cluster|worker_threads)(\/|$)/
const databases = /^(kysely|pg|pg-boss|@electric-sql\/.*|fastify|@fastify\/.*)$/

/** ARC-33: the scanner runs with no database, no network and no configuration. */
export const scannerStandsAlone = fileRule(
  'ARC-33',
  'scanner needs no database, network or configuration',
  (source) => {
    if (source.place.module !== 'scanner' || source.place.part === 'test') return []
    const found = source.imports
      .filter(({ specifier }) => worldly.test(specifier) || databases.test(specifier))
      .map(
        ({ line, specifier }): Finding => [line, `scanner may not import ${specifier}. It takes streams and values.`],
      )
    return [...found, ...readsEnvironment(source)]
  },
)

function readsEnvironment(source: Source): Finding[] {
  const at = source.text.search(/\bprocess\.env\b/)
  return at === -1 ? [] : [[source.line(at), 'scanner may not read the environment. Take the setting as an option.']]
}
