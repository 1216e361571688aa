import type { Component } from './image-components.ts'

/** Names the hosts of components that were linked into programs which are components themselves (RAW-4). */
export function withHosts(components: readonly Component[]): Component[] {
  const hosts = new Map<string, Set<string>>()
  for (const { id, ecosystem, locations } of components) {
    if (ecosystem !== 'generic') continue
    for (const { path, contained } of locations) {
      if (!contained) hosts.set(path, (hosts.get(path) ?? new Set()).add(id))
    }
  }
  return components.map((component) => {
    const within = component.locations
      .filter(({ contained }) => contained)
      .flatMap(({ path }) => [...(hosts.get(path) ?? [])])
    return within.length === 0 ? component : { ...component, containedIn: [...new Set(within)].sort() }
  })
}
