import { dataOnlyPackages, packageKey } from './data-only.ts'
import type { Component } from './image-components.ts'
import type { LiveFile } from './live-files.ts'
import type { Occurrence } from './timeline.ts'

/** What matching asks for beside names and versions, from all finds of one component (MAT-2, MAT-4, MAT-7). */
export function judgedFacts(group: readonly Occurrence[]): Pick<Component, 'vendor' | 'module' | 'isMainModule'> {
  const { vendor, module } = group[0]?.found ?? {}
  return {
    ...(vendor === undefined ? {} : { vendor }),
    ...(module === undefined ? {} : { module }),
    ...(group.every(({ found }) => found.isMainModule) ? { isMainModule: true } : {}),
  }
}

/** Marks the packages in which nothing can run, by the file lists that are there (MAT-6). */
export function withDataOnly(components: readonly Component[], files: Iterable<LiveFile>): Component[] {
  const dataOnly = dataOnlyPackages(files)
  return components.map((component) =>
    dataOnly.has(packageKey(component.ecosystem, component.name))
      ? { ...component, hasNothingExecutable: true }
      : component,
  )
}
