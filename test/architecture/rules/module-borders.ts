import { moduleGraph } from '../module-graph.ts'
import { type Finding, fileRule } from '../rule.ts'
import { type Import, type Place, placeOf, type Source } from '../source.ts'

/** ARC-30: the edge table, and the door. */
export const moduleBorders = fileRule('ARC-30', 'modules import each other along the table and by the door', (source) =>
  crossings(source).flatMap(({ entry, from, to }): Finding[] => {
    if (to.module === 'platform') return scannerUsesPlatform(entry, from)
    if (from.module === 'platform') return []
    const problem = doorProblem(from, to) ?? edgeProblem(from, to)
    return problem ? [[entry.line, problem]] : []
  }),
)

/** ARC-01: platform knows nothing about the store. */
export const platformStandsAlone = fileRule('ARC-01', 'platform imports no module', (source) =>
  source.place.module === 'platform' && source.place.part !== 'test'
    ? crossings(source).map(
        ({ entry, to }): Finding => [
          entry.line,
          `platform may not import ${to.module}. Move the knowledge into ${to.module}, or pass it in as a value.`,
        ],
      )
    : [],
)

interface Crossing {
  readonly entry: Import
  readonly from: Place & { module: string }
  readonly to: Place & { module: string }
}

/** Imports from one folder of src/ into another. */
function crossings(source: Source): Crossing[] {
  const from = source.place
  if (from.root !== 'src' || from.module === undefined) return []
  const module = from.module
  return source.imports.flatMap((entry) => {
    const to = entry.target === undefined ? undefined : placeOf(entry.target)
    if (to?.module === undefined || to.module === module) return []
    return [{ entry, from: { ...from, module }, to: { ...to, module: to.module } }]
  })
}

function doorProblem(from: Place, to: Place): string | undefined {
  if (to.part === 'index') return undefined
  if (from.module === 'app' && to.part === 'module') return undefined
  // A story sets its stage with what people can do, never with rows.
  if (from.part === 'test' && to.part === 'use-case') return undefined
  if (to.part === 'module') return `Only src/app imports ${to.module}/module.ts. Import ${to.module}/index.ts.`
  return `Go through the door: import src/${to.module}/index.ts, and export there what you need.`
}

function edgeProblem(from: Place & { module: string }, to: Place & { module: string }): string | undefined {
  if (from.module === 'app' || from.part === 'test') return undefined
  const allowed = moduleGraph[from.module]
  if (!allowed) return `${from.module} is not in the edge table (test/architecture/module-graph.ts). Add it there.`
  if (allowed.includes(to.module)) return undefined
  return `${from.module} may not import ${to.module}. If the need points up, speak an event and let src/app/subscriptions.ts map it.`
}

function scannerUsesPlatform(entry: Import, from: Place): Finding[] {
  if (from.module !== 'scanner' || from.part === 'test' || entry.target === 'src/platform/errors.ts') return []
  return [[entry.line, 'scanner may import only platform/errors. Take what you need as a value or a stream.']]
}
