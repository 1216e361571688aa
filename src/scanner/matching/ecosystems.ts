import { canonicalPackageName } from '../advisories/package-names.ts'
import type { Component } from '../merge/image-components.ts'
import { alpmOrder } from '../versions/alpm.ts'
import { apkOrder } from '../versions/apk.ts'
import { composerOrder } from '../versions/composer.ts'
import { debOrder } from '../versions/deb.ts'
import { gemOrder } from '../versions/gem.ts'
import { goOrder } from '../versions/go.ts'
import { mavenOrder } from '../versions/maven.ts'
import { nugetOrder } from '../versions/nuget.ts'
import { pep440Order } from '../versions/pep440.ts'
import { rpmOrder } from '../versions/rpm.ts'
import { semverOrder } from '../versions/semver.ts'
import { upstreamOrder } from '../versions/upstream.ts'
import type { VersionOrder } from '../versions/version-order.ts'
import { releasesOf } from './distributions.ts'
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
  return ecosystemsOf(component)[0]
}

function ecosystemsOf(component: Judged): readonly string[] {
  switch (component.ecosystem) {
    case 'deb':
    case 'apk':
    case 'rpm':
    case 'alpm':
      return releasesOf(component.distribution)
    case 'generic':
      return bitnamiNameOf(component.name) === undefined ? [] : ['Bitnami']
    default:
      return [languages[component.ecosystem]]
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
 * source package (MAT-2), all by the one spelling of their name (MAT-10). Empty when there is no feed for it.
 */
export function lookupKeys(component: Judged): readonly LookupKey[] {
  const name = publishedName(component)
  return ecosystemsOf(component).map((ecosystem) => ({ ecosystem, name: canonicalPackageName(ecosystem, name) }))
}

function publishedName({ ecosystem, name, source }: Judged): string {
  if (ecosystem === 'generic') return bitnamiNameOf(name) ?? name
  if (ecosystem === 'bitnami') return mainNameOf(name)
  return ecosystem === 'deb' || ecosystem === 'apk' ? (source?.name ?? name) : name
}

/**
 * The version that advisories for a component speak of: the source's for Debian, that of the program for what Bitnami
 * packed, whose own revision stands behind it, the component's own otherwise (MAT-2).
 */
export function judgedVersion({ ecosystem, version, source }: Judged): string | undefined {
  if (ecosystem === 'bitnami') return version?.replace(/-[0-9]{1,3}$/, '')
  return ecosystem === 'deb' ? (source?.version ?? version) : version
}

/** The order by which versions of a component compare (MAT-3). */
export function versionOrderOf(component: Pick<Judged, 'ecosystem'>): VersionOrder {
  return orders[component.ecosystem]
}

const orders: Readonly<Record<Judged['ecosystem'], VersionOrder>> = {
  deb: debOrder,
  apk: apkOrder,
  rpm: rpmOrder,
  alpm: alpmOrder,
  npm: semverOrder,
  cargo: semverOrder,
  golang: goOrder,
  pypi: pep440Order,
  maven: mavenOrder,
  gem: gemOrder,
  composer: composerOrder,
  nuget: nugetOrder,
  generic: upstreamOrder,
  bitnami: upstreamOrder,
}
