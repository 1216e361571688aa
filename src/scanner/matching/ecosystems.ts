import type { Component } from '../merge/image-components.ts'
import { apkOrder } from '../versions/apk.ts'
import { debOrder } from '../versions/deb.ts'
import { pep440Order } from '../versions/pep440.ts'
import { rpmOrder } from '../versions/rpm.ts'
import { semverOrder } from '../versions/semver.ts'
import type { VersionOrder } from '../versions/version-order.ts'
import { bitnamiNameOf, mainNameOf } from './product-names.ts'

/** Where to look for advisories about a component: equal to `ecosystem` and `name` of an advisory's affected entry. */
export interface LookupKey {
  readonly ecosystem: string
  readonly name: string
}

/** What of a component decides which advisories are about it. */
export type Judged = Pick<Component, 'ecosystem' | 'name' | 'version' | 'source' | 'distribution'>

/**
 * The ecosystem in OSV's words, with the release (MAT-4). Undefined when nobody publishes advisories for it: an unknown
 * distribution, or a release without a number.
 */
export function osvEcosystemOf(component: Judged): string | undefined {
  switch (component.ecosystem) {
    case 'deb':
    case 'apk':
    case 'rpm':
      return distributionEcosystem(component.distribution)
    case 'generic':
      return bitnamiNameOf(component.name) === undefined ? undefined : 'Bitnami'
    default:
      return languages[component.ecosystem]
  }
}

const languages = {
  npm: 'npm',
  pypi: 'PyPI',
  maven: 'Maven',
  golang: 'Go',
  cargo: 'crates.io',
  gem: 'RubyGems',
  composer: 'Packagist',
  nuget: 'NuGet',
  bitnami: 'Bitnami',
} as const

/**
 * The keys under which a database finds all advisories that may be about a component. Distribution packages go by their
 * source package (MAT-2). Empty when there is no feed for it.
 */
export function lookupKeys(component: Judged): readonly LookupKey[] {
  const ecosystem = osvEcosystemOf(component)
  if (ecosystem === undefined) return []
  if (component.ecosystem === 'generic') return [{ ecosystem, name: bitnamiNameOf(component.name) ?? component.name }]
  if (component.ecosystem === 'bitnami') return [{ ecosystem, name: mainNameOf(component.name) }]
  if (component.ecosystem === 'rpm') return [{ ecosystem, name: component.name }]
  const name = component.source?.name ?? component.name
  if (!ecosystem.startsWith('Ubuntu:')) return [{ ecosystem, name: name }]
  return [ecosystem, `${ecosystem}:LTS`].map((release) => ({ ecosystem: release, name }))
}

/** The version that advisories for a component speak of: the source's for Debian, its own otherwise (MAT-2). */
export function judgedVersion(component: Judged): string | undefined {
  return component.ecosystem === 'deb' ? (component.source?.version ?? component.version) : component.version
}

/** The order by which versions of a component compare (MAT-3). */
export function versionOrderOf(component: Pick<Judged, 'ecosystem'>): VersionOrder {
  return orders[component.ecosystem]
}

/** Until the ecosystem has its own: everything is uncertain, nothing is called unaffected. */
const noOrder: VersionOrder = { id: 'upstream', compare: () => undefined }

const orders: Readonly<Record<Judged['ecosystem'], VersionOrder>> = {
  deb: debOrder,
  apk: apkOrder,
  rpm: rpmOrder,
  npm: semverOrder,
  generic: semverOrder,
  bitnami: semverOrder,
  cargo: semverOrder,
  golang: semverOrder,
  pypi: pep440Order,
  maven: noOrder,
  gem: noOrder,
  composer: noOrder,
  nuget: noOrder,
}

const major = (version: string) => version.split('.')[0] ?? version
const minor = (version: string) => version.split('.').slice(0, 2).join('.')

const releases: Readonly<Record<string, (version: string) => string>> = {
  debian: (version) => `Debian:${major(version)}`,
  ubuntu: (version) => `Ubuntu:${minor(version)}`,
  alpine: (version) => `Alpine:v${minor(version)}`,
  almalinux: (version) => `AlmaLinux:${major(version)}`,
  rocky: (version) => `Rocky Linux:${major(version)}`,
}

const rolling: Readonly<Record<string, string>> = { wolfi: 'Wolfi', chainguard: 'Chainguard' }

function distributionEcosystem(distribution: Judged['distribution']): string | undefined {
  if (distribution === undefined) return undefined
  const { id, version } = distribution
  if (Object.hasOwn(rolling, id)) return rolling[id]
  if (version === undefined || !Object.hasOwn(releases, id)) return undefined
  return releases[id]?.(version)
}
