import { component } from './names.ts'

/** One resource and the actions that are asked for or granted (AUT-017…022). */
export interface ResourceScope {
  readonly type: string
  /** The class form of old engines: `repository(plugin)` (AUT-021). */
  readonly class?: string
  readonly name: string
  readonly actions: readonly string[]
}

const typePattern = /^([a-z0-9]+)(?:\(([a-z0-9]+)\))?$/
const namePattern = new RegExp(`^(?:[A-Za-z0-9.-]+(?::[0-9]+)?/)?${component}(?:/${component})*$`)
const actionPattern = /^(?:[a-z]*|\*)$/
const longestScope = 1024
const mostScopes = 100

/**
 * Reads scope parameters: each may hold several scopes separated by spaces. Malformed ones are ignored,
 * the same resource named twice is merged (AUT-019).
 */
export function parseScopes(parameters: readonly string[]): readonly ResourceScope[] {
  const merged = new Map<string, ResourceScope>()
  const texts = parameters.flatMap((text) => text.split(' ')).filter((text) => text !== '')
  for (const text of texts.slice(0, mostScopes)) {
    const scope = parseScope(text)
    if (!scope) continue
    const key = `${scope.type}:${scope.name}`
    const known = merged.get(key)
    const scopeClass = scope.class ?? known?.class
    merged.set(key, {
      type: scope.type,
      ...(scopeClass !== undefined && { class: scopeClass }),
      name: scope.name,
      actions: [...new Set([...(known?.actions ?? []), ...scope.actions])],
    })
  }
  return [...merged.values()]
}

/** One resource scope, or undefined when it does not follow the grammar. */
export function parseScope(text: string): ResourceScope | undefined {
  if (text.length > longestScope) return undefined
  // The name may hold a colon of its own (a port), so the type ends at the first and the actions start at the last.
  const first = text.indexOf(':')
  const last = text.lastIndexOf(':')
  if (first < 0 || last === first) return undefined
  const type = typePattern.exec(text.slice(0, first))
  const name = text.slice(first + 1, last)
  const actions = text.slice(last + 1).split(',')
  if (!type?.[1] || !namePattern.test(name) || !actions.every((action) => actionPattern.test(action))) return undefined
  return {
    type: type[1],
    ...(type[2] !== undefined && { class: type[2] }),
    name,
    actions: [...new Set(actions.filter((action) => action !== ''))],
  }
}

/** The scope in its text form. */
export function scopeText(scope: ResourceScope): string {
  const type = scope.class === undefined ? scope.type : `${scope.type}(${scope.class})`
  return `${type}:${scope.name}:${scope.actions.join(',')}`
}
