import type { Distribution } from '../analyzers/analyzer.ts'

/** What of a distribution decides whose advisories count. */
export type Release = Pick<Distribution, 'id' | 'version'>

const major = (version: string) => version.split('.')[0] ?? version
const minor = (version: string) => version.split('.').slice(0, 2).join('.')

/** SUSE numbers service packs after the point: 15.5 is "15 SP5". */
function servicePack(version: string): string {
  const [release, pack] = version.split('.')
  return pack === undefined || pack === '0' ? `${release}` : `${release} SP${pack}`
}

// The packages of a SUSE image come from these modules, each with advisories of its own.
const suseModules = [
  'Basesystem',
  'Server Applications',
  'Development Tools',
  'Containers',
  'Web and Scripting',
  'Python 3',
]

function suseReleases(version: string): string[] {
  const pack = servicePack(version)
  const modules = suseModules.map((module) => `SUSE:Linux Enterprise Module for ${module} ${pack}`)
  return [`SUSE:Linux Enterprise Server ${pack}`, ...modules]
}

/** OSV's names for a release, by the id of the distribution. */
const releases: ReadonlyMap<string, (version: string) => readonly string[]> = new Map([
  ['debian', (version) => [`Debian:${major(version)}`]],
  ['ubuntu', (version) => [`Ubuntu:${minor(version)}`, `Ubuntu:${minor(version)}:LTS`]],
  ['alpine', (version) => [`Alpine:v${minor(version)}`]],
  ['almalinux', (version) => [`AlmaLinux:${major(version)}`]],
  ['rocky', (version) => [`Rocky Linux:${major(version)}`]],
  ['sles', suseReleases],
  ['opensuse-leap', (version) => [`openSUSE:Leap ${minor(version)}`]],
  ['azurelinux', (version) => [`Azure Linux:${major(version)}`]],
  ['mageia', (version) => [`Mageia:${major(version)}`]],
  ['photon', (version) => [`Photon OS:${minor(version)}`]],
  ['alpaquita', (version) => [`Alpaquita:${major(version)}`]],
])

/** Distributions without releases: one set of advisories for all times. */
const rolling: ReadonlyMap<string, readonly string[]> = new Map([
  ['wolfi', ['Wolfi']],
  ['chainguard', ['Chainguard']],
  ['opensuse-tumbleweed', ['openSUSE:Tumbleweed']],
  ['minimos', ['MinimOS']],
])

/** The ecosystems in OSV's words that judge packages of this release and of no other (MAT-4). */
export function releasesOf(distribution: Release | undefined): readonly string[] {
  if (distribution === undefined) return []
  const { id, version } = distribution
  return rolling.get(id) ?? (version === undefined ? [] : (releases.get(id)?.(version) ?? []))
}

/** Who signs as the maker of a distribution's own rpm packages. */
const vendors: ReadonlyMap<string, RegExp> = new Map([
  ['almalinux', /^AlmaLinux/i],
  ['rocky', /^(Rocky|RESF)/i],
  ['rhel', /^Red Hat/i],
  ['fedora', /^Fedora/i],
  ['sles', /^SUSE/i],
  ['opensuse-leap', /^(SUSE|openSUSE)/i],
  ['opensuse-tumbleweed', /^(SUSE|openSUSE)/i],
])

// What makers of packages for other people's distributions put into their versions.
const foreignDeb =
  /sury\.org|pgdg|ppa[0-9]|nodesource|\+maria~|~(?:debian|ubuntu)\.[0-9]|[~.](?:stretch|buster|bullseye|bookworm|trixie|bionic|focal|jammy|noble)$/

/** True when a package was not made by the distribution that it is for, as far as its facts tell (MAT-4). */
export function isThirdParty(made: {
  readonly ecosystem: string
  readonly version?: string
  readonly vendor?: string
  readonly distribution?: Release
}): boolean {
  if (made.ecosystem === 'deb') return foreignDeb.test(made.version ?? '')
  const own = made.ecosystem === 'rpm' ? vendors.get(made.distribution?.id ?? '') : undefined
  return own !== undefined && made.vendor !== undefined && !own.test(made.vendor)
}
