import type { Ecosystem } from '../analyzers/analyzer.ts'
import { isDistributionPackage } from './identity.ts'
import type { LiveFile } from './live-files.ts'
import type { LiveLinks } from './live-links.ts'

/** The distribution package that a file belongs to. */
export interface Owner {
  readonly ecosystem: Ecosystem
  readonly name: string
}

/** Finds the owners of the given paths in the file lists of package databases (MRG-1). */
export function ownersOf(paths: ReadonlySet<string>, files: Iterable<LiveFile>, links: LiveLinks): Map<string, Owner> {
  const owners = new Map<string, Owner>()
  if (paths.size === 0) return owners
  for (const { owner, path } of ownedPaths(files)) {
    // usr-merge: the list says /lib/x, the file lies in /usr/lib/x.
    const real = paths.has(path) ? path : links.resolveFolder(path)
    if (paths.has(real) && !owners.has(real)) owners.set(real, owner)
  }
  return owners
}

/** Every path that a package database lists, with its package. */
export function* ownedPaths(files: Iterable<LiveFile>): Generator<{ owner: Owner; path: string }> {
  for (const { parsed } of files) {
    for (const { ecosystem, name, paths } of parsed.ownership ?? []) {
      const owner = { ecosystem, name }
      for (const path of paths) yield { owner, path }
    }
    for (const { ecosystem, name, owns } of parsed.packages) {
      if (!isDistributionPackage(ecosystem)) continue
      const owner = { ecosystem, name }
      for (const path of owns ?? []) yield { owner, path }
    }
  }
}
