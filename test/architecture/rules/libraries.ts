import { type Finding, fileRule } from '../rule.ts'
import type { Source } from '../source.ts'

interface Home {
  readonly packages: readonly string[]
  /** Folders or files under src/ that may import the packages. */
  readonly inside: readonly string[]
  /** Further parts of a module that may. */
  readonly parts?: readonly Source['place']['part'][]
}

/** ARC-02: a library behind a part of platform is imported there only. */
const homes: readonly Home[] = [
  {
    packages: ['fastify', 'fastify-plugin'],
    inside: ['platform/http', 'platform/module.ts', 'app'],
    parts: ['http', 'module'],
  },
  { packages: ['@fastify/*'], inside: ['platform/http', 'app'], parts: ['http'] },
  { packages: ['kysely'], inside: ['platform/db', 'platform/jobs'], parts: ['store'] },
  { packages: ['pg', '@electric-sql/*'], inside: ['platform/db'] },
  { packages: ['dinero.js'], inside: ['platform/money.ts', 'platform/money'] },
  { packages: ['nodemailer'], inside: ['platform/mail'] },
  { packages: ['pino'], inside: ['platform/log.ts', 'platform/log', 'platform/http'] },
  { packages: ['prom-client'], inside: ['platform/metrics.ts', 'platform/metrics'] },
  { packages: ['jose'], inside: ['platform/crypto'] },
  { packages: ['@aws-sdk/*'], inside: ['platform/blobs'] },
]

export const librariesAtHome = fileRule('ARC-02', 'a library behind platform is imported there only', (source) =>
  source.place.root !== 'src' || source.place.part === 'test'
    ? []
    : source.imports.flatMap(({ specifier, line }): Finding[] => {
        const home = homes.find(({ packages }) => packages.some((name) => names(name, specifier)))
        if (!home || isAtHome(source, home)) return []
        const places = [...home.inside.map((place) => `src/${place}`), ...(home.parts ?? []).map((part) => `${part}/`)]
        return [[line, `${specifier} belongs to ${places.join(', ')}. Use what those export instead.`]]
      }),
)

/** ARC-13: the queue library's own publish and work are never used outside our queue. */
export const queueBehindJobs = fileRule('ARC-13', 'pg-boss is imported in platform/jobs only', (source) =>
  source.path.startsWith('src/platform/jobs/') || source.path.startsWith('test/')
    ? []
    : source.imports
        .filter(({ specifier }) => names('pg-boss', specifier))
        .map(
          ({ line }): Finding => [line, 'Enqueue with ctx.enqueue(tx, …) and speak events with ctx.publish(tx, …).'],
        ),
)

function isAtHome({ path, place }: Source, home: Home): boolean {
  if (home.parts?.includes(place.part) && place.module !== 'platform') return true
  return home.inside.some((inside) => path === `src/${inside}` || path.startsWith(`src/${inside}/`))
}

function names(pattern: string, specifier: string): boolean {
  if (pattern.endsWith('/*')) return specifier.startsWith(pattern.slice(0, -1))
  return specifier === pattern || specifier.startsWith(`${pattern}/`)
}
