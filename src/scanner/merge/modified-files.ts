import { readPathList } from '../layers/path-list.ts'
import type { Component } from './image-components.ts'
import type { Occurrence } from './timeline.ts'

/** Something that was found in a file, and the distribution package whose list names that file. */
export interface OwnedOccurrence {
  readonly occurrence: Occurrence
  readonly owner: Component
}

/**
 * Finds what lies in files that were replaced behind the back of their package (MRG-3): a higher layer has the file
 * again, something else is in it now, and the package is the same as before. A package that was upgraded with its files
 * modified nothing, nor does a layer that only repeats a file, as changes of modes and owners do: the same find in the
 * same place has no new beginning. `listings` are the paths of each layer, lowest first.
 */
export function findModified(
  owned: readonly OwnedOccurrence[],
  listings: readonly (readonly string[])[],
): ReadonlySet<Occurrence> {
  const later = owned.filter(isLaterThanItsPackage).map(({ occurrence }) => occurrence)
  const first = firstListed(new Set(later.map(({ path }) => path)), listings)
  return new Set(later.filter(({ path, introducedIn }) => (first.get(path) ?? introducedIn) < introducedIn))
}

function isLaterThanItsPackage({ occurrence, owner }: OwnedOccurrence): boolean {
  const { introducedIn } = occurrence
  return owner.introducedIn < introducedIn && (owner.removedIn ?? Number.POSITIVE_INFINITY) > introducedIn
}

/** The lowest layer that has each of the paths. Files may lie in higher layers than the database that lists them. */
function firstListed(paths: ReadonlySet<string>, listings: readonly (readonly string[])[]): Map<string, number> {
  const first = new Map<string, number>()
  if (paths.size === 0) return first
  for (const [layer, listing] of listings.entries()) {
    for (const path of readPathList(listing)) if (paths.has(path) && !first.has(path)) first.set(path, layer)
  }
  return first
}
