import type { LiveFile } from './live-files.ts'
import { ownedPaths } from './ownership.ts'
import { lowerBound } from './sorted-paths.ts'

const dataFolders =
  /^(?:usr\/share\/(?:doc|doc-base|man|info|locale|i18n|zoneinfo|lintian|licenses|common-licenses|help|gtk-doc|fonts|icons|pixmaps|metainfo|appdata|mime|terminfo|tabset)|usr\/include|usr\/lib\/locale|(?:usr\/)?lib\/terminfo|etc\/terminfo)\//
const dataFiles =
  /^usr\/share\/bug\/[^/]+\/(?:control|presubj)$|\.(?:h|hh|hpp|md|txt|html?|css|png|svg|gif|jpe?g|ico|ttf|otf|woff2?|mo|gmo|pc|dtd|xsd|ent|pem|crt)$/

/**
 * Finds the packages whose file lists have nothing that could run: documents, headers, translations and the like, by folder
 * and ending (MAT-6). Everything else may be a program, a script or an archive. Packages without a list are not among them.
 */
export function dataOnlyPackages(files: Iterable<LiveFile>): ReadonlySet<string> {
  const lists = new Map<string, string[]>()
  for (const { owner, path } of ownedPaths(files)) {
    const key = packageKey(owner.ecosystem, owner.name)
    const list = lists.get(key)
    if (list) list.push(path)
    else lists.set(key, [path])
  }
  return new Set([...lists].flatMap(([key, paths]) => (holdsOnlyData(paths) ? [key] : [])))
}

/** How a package is named in the set of `dataOnlyPackages`. */
export function packageKey(ecosystem: string, name: string): string {
  return `${ecosystem} ${name}`
}

function holdsOnlyData(paths: readonly string[]): boolean {
  const sorted = [...paths].sort()
  return paths.every((path) => dataFolders.test(path) || dataFiles.test(path) || isFolder(path, sorted))
}

/** Lists name folders too; those that have something below them are told by it. */
function isFolder(path: string, sorted: readonly string[]): boolean {
  if (path === '.' || path === '') return true
  const below = `${path}/`
  return sorted[lowerBound(sorted, below)]?.startsWith(below) ?? false
}
