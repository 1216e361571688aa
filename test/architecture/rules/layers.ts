import { type Finding, fileRule } from '../rule.ts'
import { type Import, isNode, placeOf, type Source, walk } from '../source.ts'

/** ARC-21: SQL and table types stay in store/. */
export const sqlInStore = fileRule('ARC-21', 'SQL lives in store/', (source) => {
  const { place, path } = source
  if (place.root !== 'src' || place.part === 'store' || place.part === 'test' || place.module === 'platform') return []
  const found = source.imports.flatMap((entry): Finding[] => {
    if (/^kysely(\/|$)/.test(entry.specifier)) {
      return [[entry.line, 'Only store/ writes SQL. Give the store a function named after the question.']]
    }
    if (entry.target?.endsWith('/tables.ts')) {
      return [[entry.line, 'Only store/ knows the tables. Let the store return domain types.']]
    }
    return []
  })
  walk(source.program, (node) => {
    if (node.type !== 'MemberExpression' || !isNode(node.property) || node.property.name !== 'withTables') return
    found.push([source.line(node.start), `${path} opens tables. Move the query into store/.`])
  })
  return found
})

/** ARC-22: http/ calls use cases and never reaches the store. */
export const httpAboveStore = fileRule('ARC-22', 'http/ never imports store/', (source) =>
  source.place.part !== 'http' || source.place.module === 'platform'
    ? []
    : source.imports
        .filter((entry) => reaches(entry, 'store') || entry.target?.startsWith('src/platform/db/'))
        .map(
          ({ line }): Finding => [
            line,
            'A route validates, calls one use case and maps the result. Write the use case.',
          ],
        ),
)

/** ARC-23: use cases, domain and store know neither Fastify nor the module's http/. */
export const useCasesWithoutHttp = fileRule('ARC-23', 'use cases know no HTTP', (source) =>
  !['use-case', 'domain', 'store', 'inner', 'jobs'].includes(source.place.part) || isOutside(source)
    ? []
    : source.imports
        .filter((entry) => /^(fastify$|@fastify\/)/.test(entry.specifier) || reaches(entry, 'http'))
        .map(
          ({ line }): Finding => [
            line,
            'Take (ctx, input), return domain types, throw a DomainError. http/ maps them.',
          ],
        ),
)

/** ARC-51: what a refusal means in numbers is known in http/ (and cli/) only. */
export const numbersAtTheEdge = fileRule('ARC-51', 'no status numbers below http/', (source) => {
  if (!['use-case', 'domain', 'store', 'inner', 'jobs'].includes(source.place.part) || isOutside(source)) return []
  const found: Finding[] = []
  walk(source.program, (node) => {
    if (node.type !== 'Identifier' || node.name !== 'statusCode') return
    found.push([source.line(node.start), 'Throw a DomainError of a kind; http/ knows its number.'])
  })
  return found
})

function isOutside({ place }: Source): boolean {
  return place.root !== 'src' || place.module === 'platform' || place.module === 'app'
}

function reaches({ target }: Import, part: string): boolean {
  return target?.startsWith('src/') === true && placeOf(target).part === part
}
