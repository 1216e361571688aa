import { recordOf } from '../fields.ts'
import { parseJson } from '../json.ts'
import { isPackage } from '../package-name.ts'

/** One package that a lockfile lists. */
export interface LockedPackage {
  readonly name: string
  readonly version: string
}

/** Reads `package-lock.json` of the versions 1 to 3, and the copy that npm leaves in `node_modules`. */
export function parseNpmLockfile(text: string, maxDepth: number): LockedPackage[] | { readonly unreadable: string } {
  const json = parseJson(text, maxDepth)
  if ('unreadable' in json) return json
  const { packages, dependencies } = recordOf(json.value)
  const listed = packages === undefined ? nested(dependencies) : flat(packages)
  return listed.filter(({ name, version }) => /^\d/.test(version) && isPackage('npm', name, version))
}

/** Versions 2 and 3: by the folder that each is installed to; the empty key is the project itself. */
function flat(packages: unknown): LockedPackage[] {
  return Object.entries(recordOf(packages)).flatMap(([folder, entry]) => {
    const { name, version, link } = recordOf(entry)
    const at = folder.lastIndexOf('node_modules/')
    if (at < 0 || link === true || typeof version !== 'string') return []
    // An alias is installed under another name than its own.
    return [{ name: typeof name === 'string' ? name : folder.slice(at + 'node_modules/'.length), version }]
  })
}

/** Version 1: each package lists those within it. The depth was bounded when the JSON was read. */
function nested(dependencies: unknown): LockedPackage[] {
  return Object.entries(recordOf(dependencies)).flatMap(([name, entry]) => {
    const { version, dependencies: within } = recordOf(entry)
    const inner = nested(within)
    return typeof version === 'string' ? [{ name, version }, ...inner] : inner
  })
}
