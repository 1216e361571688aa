import { isRepositoryName } from '../domain/names.ts'
import { type ResourceScope, scopeText } from '../domain/scope.ts'
import type { V2Path } from './v2-path.ts'

const longestDescription = 300

/** What a request needs; also what the challenge asks the client to fetch (AUT-011). */
export function neededScopes(path: V2Path | undefined, method: string, from: string | undefined): ResourceScope[] {
  if (!path || path.kind === 'ping') return []
  if (path.kind === 'catalog') return [{ type: 'registry', name: 'catalog', actions: ['*'] }]
  const own = { type: 'repository', name: path.repository, actions: actionsOf(path, method) }
  if (path.kind !== 'uploads' || from === undefined || !isRepositoryName(from)) return [own]
  return [own, { type: 'repository', name: from, actions: ['pull'] }]
}

function actionsOf(path: V2Path, method: string): string[] {
  const writes = path.kind === 'upload' || path.kind === 'uploads' || method === 'PUT'
  if (writes) return ['pull', 'push']
  return method === 'DELETE' ? ['delete'] : ['pull']
}

export interface Challenge {
  readonly realm: string
  readonly service: string
  readonly scopes: readonly ResourceScope[]
  readonly error?: 'invalid_token' | 'insufficient_scope'
  readonly description?: string
}

/** The WWW-Authenticate header (AUT-010…015). */
export function challengeHeader(challenge: Challenge): string {
  const parts: [string, string | undefined][] = [
    ['realm', challenge.realm],
    ['service', challenge.service],
    ['scope', challenge.scopes.length > 0 ? challenge.scopes.map(scopeText).join(' ') : undefined],
    ['error', challenge.error],
    ['error_description', challenge.description && headerText(challenge.description)],
  ]
  const given = parts.filter((part): part is [string, string] => part[1] !== undefined)
  return `Bearer ${given.map(([name, value]) => `${name}=${quoted(value)}`).join(',')}`
}

/** A quoted string: `"` and `\` are escaped (AUT-015). */
function quoted(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&')}"`
}

/** Text that a header can carry: ASCII, one line, at most 300 characters. */
export function headerText(text: string): string {
  const plain = text.normalize('NFKD').replace(/[^\x20-\x7e]+/g, (run) => (/^\p{M}+$/u.test(run) ? '' : '?'))
  return plain.length <= longestDescription ? plain : `${plain.slice(0, longestDescription - 3)}...`
}
