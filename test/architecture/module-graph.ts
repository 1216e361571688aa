/**
 * ARC-30: who may import whom, always through the door `../<module>/index.ts`. Every module may import platform
 * (scanner: only platform/errors); app may import everybody. Additions to the design's table are recorded in
 * docs/decisions.
 */
export const moduleGraph: Readonly<Record<string, readonly string[]>> = {
  reports: [
    'accounts',
    'publishers',
    'catalog',
    'registry',
    'licensing',
    'checkout',
    'billing',
    'vulnerabilities',
    'certification',
    'support',
    'audit',
  ],
  moderation: ['accounts', 'publishers', 'catalog', 'registry', 'vulnerabilities', 'certification', 'audit'],
  certification: ['accounts', 'publishers', 'catalog', 'registry', 'scanner', 'vulnerabilities', 'audit'],
  vulnerabilities: ['accounts', 'publishers', 'catalog', 'registry', 'scanner', 'audit'],
  support: ['accounts', 'publishers', 'catalog', 'licensing', 'audit'],
  checkout: ['accounts', 'publishers', 'catalog', 'licensing', 'billing', 'audit'],
  notifications: ['accounts', 'publishers', 'catalog', 'registry', 'licensing'],
  webhooks: ['accounts', 'publishers', 'catalog', 'registry', 'audit'],
  registry: ['accounts', 'publishers', 'catalog', 'licensing', 'audit'],
  licensing: ['accounts', 'publishers', 'catalog', 'audit'],
  billing: ['accounts', 'publishers', 'audit'],
  catalog: ['accounts', 'publishers', 'audit'],
  publishers: ['accounts', 'audit'],
  accounts: ['audit'],
  audit: [],
  scanner: [],
  platform: [],
}

/** The first cycle in a graph as a path that ends where it began; undefined when there is none. */
export function findCycle(graph: Readonly<Record<string, readonly string[]>>): string[] | undefined {
  const finished = new Set<string>()
  const visit = (name: string, trail: readonly string[]): string[] | undefined => {
    if (trail.includes(name)) return [...trail.slice(trail.indexOf(name)), name]
    if (finished.has(name)) return undefined
    for (const next of graph[name] ?? []) {
      const cycle = visit(next, [...trail, name])
      if (cycle) return cycle
    }
    finished.add(name)
    return undefined
  }
  for (const name of Object.keys(graph)) {
    const cycle = visit(name, [])
    if (cycle) return cycle
  }
  return undefined
}
