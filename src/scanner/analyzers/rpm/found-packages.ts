import { isPlainWord, plainText } from '../../plain-text.ts'
import type { FoundPackage, Parsed } from '../analyzer.ts'
import type { RpmFiles, RpmPackage } from './rpm-package.ts'

/** Public keys that the package manager trusts are kept as if they were packages. */
const KEY_PACKAGE = 'gpg-pubkey'

/** Characters of all paths that one database may own: folders are named once there, but once for each file here. */
const MAX_OWNED = 128 * 1024 * 1024
const MAX_PATH = 4096

/** What the packages of a database are as finds. Those without usable names or versions are counted. */
export function foundPackages(packages: readonly RpmPackage[], rule: string): Parsed {
  const found: FoundPackage[] = []
  const owned = { room: MAX_OWNED }
  let broken = 0
  for (const item of packages) {
    if (item.name === KEY_PACKAGE) continue
    const version = versionOf(item)
    if (!isPlainWord(item.name) || !isPlainWord(version)) broken++
    else found.push(toFound(item, version, rule, owned))
  }
  const reasons = [
    ...(broken > 0 ? [`${broken} entries without a usable name or version`] : []),
    ...(owned.room < 0 ? ['more files than can be listed'] : []),
  ]
  return { packages: found, ...(reasons.length > 0 && { unreadable: reasons.join('; ') }) }
}

/** `epoch:version-release`. Epoch 0 is the same as none and left out, as advisories do. */
function versionOf({ epoch, version, release }: RpmPackage): string {
  return `${epoch ? `${epoch}:` : ''}${version}-${release}`
}

function toFound(item: RpmPackage, version: string, rule: string, owned: { room: number }): FoundPackage {
  const { name, architecture, module } = item
  const source = sourceOf(item.sourceRpm)
  return {
    ecosystem: 'rpm',
    name,
    version,
    ...(isStated(architecture) && isPlainWord(architecture) && { architecture }),
    ...(source && { source }),
    ...(isStated(item.vendor) && { vendor: plainText(item.vendor, 200) }),
    ...(isStated(module) && isPlainWord(module) && { module }),
    licenses: isStated(item.license) ? [plainText(item.license, 500)] : [],
    confidence: 'installed',
    rule,
    detail: `${name} ${version}`,
    ...(item.files && { owns: pathsOf(item.files, owned) }),
  }
}

// rpm prints this for tags that a package lacks, and some tools stored what it prints.
function isStated(value: string | undefined): value is string {
  return value !== undefined && value !== '' && value !== '(none)'
}

/** The source package from the name of its file, `name-version-release.src.rpm`; its epoch does not stand there. */
function sourceOf(file: string | undefined): FoundPackage['source'] {
  if (file === undefined || !isPlainWord(file)) return undefined
  const [, name, version] = /^(.+)-([^-]+-[^-]+)\.(?:no)?src\.rpm$/.exec(file) ?? []
  return name === undefined || version === undefined ? undefined : { name, version }
}

/** From the root, without the first slash. */
function pathsOf({ folders, names, folderOf }: RpmFiles, owned: { room: number }): string[] {
  const paths: string[] = []
  for (const [index, name] of names.entries()) {
    const folder = folders[folderOf[index] ?? -1]
    if (folder === undefined || folder[0] !== '/' || folder.length + name.length > MAX_PATH) continue
    owned.room -= folder.length + name.length
    if (owned.room < 0) break
    paths.push(folder.slice(1) + name)
  }
  return paths
}
