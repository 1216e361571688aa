import type { PathAnalyzer } from '../analyzer.ts'
import { type LockedPackage, parseNpmLockfile } from './lockfile.ts'

/**
 * The list that npm leaves in `node_modules` of what it put there. It confirms installed packages; what nothing else
 * shows may have been deleted since, and is only declared.
 */
export const hiddenLockfileAnalyzer: PathAnalyzer = {
  id: 'npm-hidden',
  version: 1,
  adds: 'detail',
  wants: (path) => path === 'node_modules/.package-lock.json' || path.endsWith('/node_modules/.package-lock.json'),
  keep(text, limits) {
    const listed = parseNpmLockfile(text, limits.jsonDepth)
    return 'unreadable' in listed ? listed : { text: JSON.stringify(listed) }
  },
  parse: ({ text }) => ({
    packages: (JSON.parse(text) as LockedPackage[]).map(({ name, version }) => ({
      ecosystem: 'npm',
      name,
      version,
      licenses: [],
      confidence: 'declared',
      rule: 'npm.hidden-lockfile',
      detail: `${name} ${version}`,
    })),
  }),
}
