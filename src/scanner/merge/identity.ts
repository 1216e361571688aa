import { createHash } from 'node:crypto'
import { PackageURL } from 'packageurl-js'
import type { Distribution, Ecosystem, FoundPackage } from '../analyzers/analyzer.ts'

const distributionEcosystems: ReadonlySet<Ecosystem> = new Set(['deb', 'apk', 'rpm', 'alpm'])

/** True for packages that a distribution made, which only that distribution's advisories judge (MAT-5). */
export function isDistributionPackage(ecosystem: Ecosystem): boolean {
  return distributionEcosystems.has(ecosystem)
}

/** True for what a package database lists; other files may name packages of a distribution, too. */
export function isDatabaseEntry(found: FoundPackage): boolean {
  return isDistributionPackage(found.ecosystem) && found.confidence === 'installed'
}

/** The distribution that a package is of: that of the image, unless the package itself names another one (MAT-4). */
export function distributionOf(found: FoundPackage, image: Distribution | undefined): Distribution | undefined {
  const stated = found.distribution
  if (stated === undefined) return image
  return stated.version === undefined && stated.id === image?.id ? image : stated
}

/** The package URL of a find. Distribution packages carry the distribution, so that releases stay apart (MAT-4). */
export function purlOf(found: FoundPackage, distribution: Distribution | undefined): string {
  const { ecosystem } = found
  const { epoch, version } = versionParts(found)
  const { namespace: scope, name } = nameParts(found)
  const isDistribution = isDistributionPackage(ecosystem)
  const qualifiers: Record<string, string> = {}
  if (isDistribution && found.architecture) qualifiers.arch = found.architecture
  if (epoch !== undefined) qualifiers.epoch = epoch
  // A gem for one platform has other contents than the same gem for another.
  if (ecosystem === 'gem' && found.architecture) qualifiers.platform = found.architecture
  if (isDistribution && distribution)
    qualifiers.distro = [distribution.id, distribution.version].filter(Boolean).join('-')
  const namespace = isDistribution ? distribution?.id : scope
  try {
    return new PackageURL(ecosystem, namespace, name, version, qualifiers, undefined).toString()
  } catch {
    return looseUrl(ecosystem, namespace, name, version)
  }
}

/** What strangers wrote need not fit the rules of its type; it is named all the same, as it stands. */
function looseUrl(type: Ecosystem, namespace: string | undefined, name: string, version: string | undefined): string {
  const path = [...(namespace ?? '').split('/'), name].filter(Boolean).map(encoded).join('/')
  return `pkg:${type}/${path}${version === undefined ? '' : `@${encoded(version)}`}`
}

// Half a surrogate pair, which JSON can bring, has no encoding.
const encoded = (text: string): string => encodeURIComponent(Buffer.from(text).toString('utf8'))

/** In package URLs the epoch of rpm is no part of the version, but that of Debian is. */
function versionParts({ ecosystem, version }: FoundPackage): { readonly epoch?: string; readonly version?: string } {
  if (version === undefined) return {}
  const [, epoch, rest] = (ecosystem === 'rpm' && /^([0-9]+):(.+)$/.exec(version)) || []
  return epoch === undefined || rest === undefined ? { version } : { epoch, version: rest }
}

/** Names as package URLs have them: in two parts where the ecosystem has groups, scopes, vendors or module paths. */
function nameParts({ ecosystem, name }: FoundPackage): { readonly namespace?: string; readonly name: string } {
  const separator = ecosystem === 'maven' ? ':' : '/'
  const at = hasNamespace(ecosystem, name) ? name.lastIndexOf(separator) : -1
  return at < 0 ? { name } : { namespace: name.slice(0, at), name: name.slice(at + 1) }
}

const withNamespace: ReadonlySet<Ecosystem> = new Set(['maven', 'golang', 'composer'])

function hasNamespace(ecosystem: Ecosystem, name: string): boolean {
  return withNamespace.has(ecosystem) || (ecosystem === 'npm' && name.startsWith('@'))
}

/** 32 hex digits from the facts that make the component what it is (SHP-3). */
export function contentId(...facts: readonly (string | undefined)[]): string {
  return createHash('sha256')
    .update(JSON.stringify(facts.map((fact) => fact ?? null)))
    .digest('hex')
    .slice(0, 32)
}
