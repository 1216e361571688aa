/** Names that are never an account's, because paths and texts need them. */
export const reservedNamespaces: ReadonlySet<string> = new Set([
  'store',
  'holding',
  'library',
  'community',
  'user',
  'users',
  'admin',
  'api',
  'auth',
  'v2',
  'system',
  'root',
  'chandlery',
  'docker',
  'official',
  'support',
  'staff',
])

/**
 * Where a repository lies, which decides its rules (AUT-096…104): `store` is published content, `holding` the frozen
 * copy under review, `library` the operator's own images, `staging` a publisher's private workplace.
 * `nowhere` is a name that no rule covers; nothing can be pushed there.
 */
export type Place =
  | { readonly kind: 'store'; readonly publisher: string }
  | { readonly kind: 'holding'; readonly submission: string }
  | { readonly kind: 'library' }
  | { readonly kind: 'staging'; readonly namespace: string }
  | { readonly kind: 'nowhere' }

/** The place of a repository name. */
export function placeOf(repository: string): Place {
  const [first = '', second, ...rest] = repository.split('/')
  if (second === undefined) return { kind: 'nowhere' }
  if (first === 'store') return rest.length > 0 ? { kind: 'store', publisher: second } : { kind: 'nowhere' }
  if (first === 'holding') return rest.length > 0 ? { kind: 'holding', submission: second } : { kind: 'nowhere' }
  if (first === 'library') return { kind: 'library' }
  if (reservedNamespaces.has(first)) return { kind: 'nowhere' }
  return { kind: 'staging', namespace: first }
}

/** True for published content: there licensing decides about every pull. */
export const isPublished = (repository: string): boolean => repository.startsWith('store/')

/** Where tags never change once they are there (STO-078). A frozen copy is replaced when a submission comes back. */
export function hasImmutableTags(repository: string): boolean {
  return placeOf(repository).kind === 'store'
}
