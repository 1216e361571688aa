import { DomainError } from '../../platform/errors.ts'
import { type Digest, digestPattern } from './digest.ts'
import { nameInvalid, tagInvalid } from './errors.ts'

/** A repository name in the grammar of the OCI distribution specification, such as "store/acme/widget". */
export type RepositoryName = string & { readonly __repository: true }

/** What a manifest is asked for by. */
export type Reference =
  | { readonly kind: 'tag'; readonly tag: string }
  | { readonly kind: 'digest'; readonly digest: Digest }

export const component = '[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*'
const namePattern = new RegExp(`^${component}(?:/${component})*$`)
const tagPattern = /^[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}$/
const longestName = 255

/** True for a repository name that the registry can hold. */
export function isRepositoryName(text: string): text is RepositoryName {
  return text.length <= longestName && namePattern.test(text)
}

/** The text as a repository name; throws registry.name_invalid. */
export function repositoryName(text: string): RepositoryName {
  if (!isRepositoryName(text)) throw nameInvalid({ name: text.slice(0, longestName) })
  return text
}

/** True for a tag: at most 128 letters, digits, `_`, `.` and `-`, not starting with `.` or `-`. */
export function isTag(text: string): boolean {
  return tagPattern.test(text)
}

/** A tag or a digest as it stands behind `:` or `@`; throws registry.tag_invalid. */
export function reference(text: string): Reference {
  if (digestPattern.test(text)) return { kind: 'digest', digest: text as Digest }
  if (!isTag(text)) throw tagInvalid({ tag: text.slice(0, 128) })
  return { kind: 'tag', tag: text }
}

/** As `reference`, but answers undefined for what is neither. */
export function referenceOrNone(text: string): Reference | undefined {
  try {
    return reference(text)
  } catch (error) {
    if (error instanceof DomainError) return undefined
    throw error
  }
}

/** How the reference is written in a path. */
export function referenceText(of: Reference): string {
  return of.kind === 'tag' ? of.tag : of.digest
}
