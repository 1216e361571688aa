import type { Id } from '../../platform/ids.ts'
import { type Digest, isDigest } from './digest.ts'
import { repositoryName } from './names.ts'

/** What a hold keeps: a manifest with everything below it or a blob, wherever it is; or all content of a repository. */
export type HeldContent = { readonly digest: Digest } | { readonly repository: string }

/** Content that staff keep for an audit or a dispute until it is released. */
export interface ContentHold {
  readonly id: Id<'content_hold'>
  readonly content: HeldContent
  readonly reason: string
  readonly placedAt: Date
  readonly placedBy: string
  readonly releasedAt?: Date
  readonly releasedBy?: string
}

/** Reads a digest or the name of a repository. Throws registry.name_invalid. */
export function heldContent(text: string): HeldContent {
  return isDigest(text) ? { digest: text } : { repository: repositoryName(text) }
}

/** The digest or the name that a hold is about, as texts show it. */
export const heldName = (content: HeldContent): string => ('digest' in content ? content.digest : content.repository)
