import { parseNpmLockfile } from '../npm/lockfile.ts'
import type { Listed, ListReader, Locked } from './locked.ts'

/** `package-lock.json` and `npm-shrinkwrap.json`. */
export const npmList: ListReader = (text, maxDepth) => {
  const listed = parseNpmLockfile(text, maxDepth)
  return 'unreadable' in listed ? listed : listed.map((one) => ({ ecosystem: 'npm', ...one }))
}

/** `yarn.lock` of Yarn 1 and of Yarn 2 and later: a head line with ranges, below it the version. */
export const yarnList: ListReader = (text) => {
  const found: Locked[] = []
  let head = ''
  for (const line of text.split(/\r?\n/)) {
    if (/^\S/.test(line) && !line.startsWith('#')) head = line
    const version = /^ {2}version:? "?([^\s"]{1,256})"?$/.exec(line)?.[1]
    const name = version === undefined ? undefined : rangeName(head)
    if (name !== undefined && version !== undefined && version !== '0.0.0-use.local') {
      found.push({ ecosystem: 'npm', name, version })
    }
  }
  return found
}

/** The name in `"@scope/name@^1.0.0", "@scope/name@npm:^1.2.0":`; of an alias the name that is meant. */
function rangeName(head: string): string | undefined {
  const first = head.replace(/^"/, '').split(/[",:]\s|"?:$|", /)[0] ?? ''
  const alias = /@npm:((?:@[\w.~-]{1,100}\/)?[\w.~-]{1,200})@/.exec(first)?.[1]
  const at = first.indexOf('@', 1)
  return alias ?? (at > 0 ? first.slice(0, at) : undefined)
}

/** `pnpm-lock.yaml`: the keys of `packages`, which are `/name/1.0.0`, `/name@1.0.0` or `name@1.0.0` by the age of pnpm. */
export const pnpmList: ListReader = (text): Listed => {
  const found: Locked[] = []
  let isInPackages = false
  for (const line of text.split(/\r?\n/)) {
    if (/^\S/.test(line)) isInPackages = line.startsWith('packages:')
    const key = isInPackages ? /^ {2}'?([^\s':][^\s']{0,400}?)'?:(?: \{\})?$/.exec(line)?.[1] : undefined
    const match = /^\/?((?:@[\w.~-]{1,100}\/)?[\w.~-]{1,200})[@/](\d[^\s(_]{0,200})/.exec(key ?? '')
    if (match?.[1] && match[2]) found.push({ ecosystem: 'npm', name: match[1], version: match[2] })
  }
  return found
}
