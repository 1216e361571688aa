import type { Confidence, Distribution, FoundPackage } from '../analyzers/analyzer.ts'
import { withClaims } from './claimed-files.ts'
import { withHosts } from './contained-in.ts'
import { contentId, distributionOf, isDatabaseEntry, isDistributionPackage, purlOf } from './identity.ts'
import type { Component, Evidence, Location } from './image-components.ts'
import { judgedFacts } from './judged-facts.ts'
import type { LiveFile, LiveFiles } from './live-files.ts'
import { findModified, type OwnedOccurrence } from './modified-files.ts'
import { type Owner, ownersOf } from './ownership.ts'
import { identityOf, type Occurrence, type Timeline } from './timeline.ts'

interface BuildComponents {
  readonly timeline: Timeline
  readonly files: LiveFiles
  /** Every captured file that any layer brought. */
  readonly ever: readonly LiveFile[]
  readonly distribution: Distribution | undefined
  readonly digests: readonly string[]
  /** The paths of each layer. */
  readonly listings: readonly (readonly string[])[]
}

/** Groups occurrences into components: one per identity and owner, with all places and evidence (MRG-1, 2, 4, 5). */
export function buildComponents(input: BuildComponents): Component[] {
  const occurrences = withClaims(input.timeline.all())
  const owned = findOwners(occurrences, input)
  const packages = occurrences.filter((occurrence) => isDatabaseEntry(occurrence.found))
  const others = occurrences.filter((occurrence) => !isDatabaseEntry(occurrence.found))
  const owners = new OwnerIndex(
    grouped(packages, (occurrence) => identityOf(occurrence.found)),
    input,
  )
  for (const occurrence of findModified(owners.ownedBy(owned), input.listings)) {
    owners.find(owned.get(occurrence), occurrence)?.modified.push(occurrence)
    owned.delete(occurrence)
  }
  const free: Occurrence[] = []
  for (const occurrence of others) {
    const owner = owners.find(owned.get(occurrence), occurrence)
    // A program inside an owned file is that package, seen a second time (MRG-1).
    if (owner && !isLanguagePackage(occurrence.found)) owner.extra.push(occurrence)
    else free.push(occurrence)
  }
  const keyed = grouped(free, (occurrence) => {
    const owner = owners.find(owned.get(occurrence), occurrence)
    return `${identityOf(occurrence.found)}${owner?.component.id ?? ''}`
  })
  const rest = keyed.map((group) => {
    const owner = group[0] && owners.find(owned.get(group[0]), group[0])
    return toComponent(group, input, owner?.component)
  })
  return withHosts([...owners.components(input), ...rest]).sort(byPurl)
}

function isLanguagePackage({ ecosystem }: FoundPackage): boolean {
  return ecosystem !== 'generic' && !isDistributionPackage(ecosystem)
}

function byPurl(a: Component, b: Component): number {
  return a.purl < b.purl ? -1 : a.purl > b.purl ? 1 : a.id < b.id ? -1 : a.id > b.id ? 1 : 0
}

/** Owners of what is there now come from the lists that are there now; of what is gone, from all lists. */
function findOwners(occurrences: readonly Occurrence[], input: BuildComponents): Map<Occurrence, Owner> {
  const others = occurrences.filter((occurrence) => !isDatabaseEntry(occurrence.found))
  const paths = new Set(others.map((occurrence) => occurrence.path))
  const now = ownersOf(paths, input.files.values(), input.files.links)
  const ever = ownersOf(paths, input.ever, input.files.links)
  const owned = new Map<Occurrence, Owner>()
  for (const occurrence of others) {
    const owner = (occurrence.removedIn === undefined ? now : ever).get(occurrence.path)
    if (owner) owned.set(occurrence, owner)
  }
  return owned
}

interface OwnerEntry {
  readonly component: Component
  readonly group: readonly Occurrence[]
  readonly extra: Occurrence[]
  /** What lies in files of the package that are no longer its own (MRG-3). */
  readonly modified: Occurrence[]
}

/** Finds the package component for an owner's name, preferring one that is there as long as the owned thing. */
class OwnerIndex {
  readonly #entries: OwnerEntry[]
  readonly #byName = new Map<string, OwnerEntry[]>()

  constructor(groups: readonly (readonly Occurrence[])[], input: BuildComponents) {
    this.#entries = groups.map((group) => ({ component: toComponent(group, input), group, extra: [], modified: [] }))
    for (const entry of this.#entries) {
      const key = `${entry.component.ecosystem} ${entry.component.name}`
      this.#byName.set(key, [...(this.#byName.get(key) ?? []), entry])
    }
  }

  find(owner: Owner | undefined, occurrence: Occurrence): OwnerEntry | undefined {
    if (owner === undefined) return undefined
    const candidates = this.#byName.get(`${owner.ecosystem} ${owner.name}`) ?? []
    const present = candidates.find(({ component }) => component.removedIn === undefined)
    if (occurrence.removedIn === undefined) return present
    const then = candidates.find(({ component }) => wasThere(component, occurrence.introducedIn))
    return then ?? present ?? candidates.at(-1)
  }

  /** Everything that lies in files of a package, with that package. */
  ownedBy(owned: ReadonlyMap<Occurrence, Owner>): OwnedOccurrence[] {
    return [...owned].flatMap(([occurrence, owner]) => {
      const entry = this.find(owner, occurrence)
      return entry ? [{ occurrence, owner: entry.component }] : []
    })
  }

  components(input: BuildComponents): Component[] {
    return this.#entries.map(({ component, extra, modified }) => ({
      ...component,
      ...(modified.length > 0 && { modifiedFiles: [...new Set(modified.map(({ path }) => path))].sort() }),
      evidence: sortedEvidence([...component.evidence, ...extra.map((occurrence) => evidenceOf(occurrence, input))]),
    }))
  }
}

function wasThere({ introducedIn, removedIn }: Component, layer: number): boolean {
  return introducedIn <= layer && (removedIn ?? Number.POSITIVE_INFINITY) > layer
}

function grouped(occurrences: readonly Occurrence[], keyOf: (occurrence: Occurrence) => string): Occurrence[][] {
  const groups = new Map<string, Occurrence[]>()
  for (const occurrence of occurrences) {
    const key = keyOf(occurrence)
    const group = groups.get(key)
    if (group) group.push(occurrence)
    else groups.set(key, [occurrence])
  }
  return [...groups.values()]
}

function toComponent(group: readonly Occurrence[], input: BuildComponents, owner?: Component): Component {
  const [first] = group
  if (first === undefined) throw new Error('a component has at least one occurrence')
  const { ecosystem, name, version, architecture, source } = first.found
  const distribution = distributionOf(first.found, input.distribution)
  const purl = purlOf(first.found, distribution)
  const { introducedIn, removedIn } = lifetime(group)
  return {
    id: contentId(purl, source?.name, source?.version, owner?.purl),
    purl,
    ecosystem,
    name,
    ...(version === undefined ? {} : { version }),
    ...(architecture === undefined ? {} : { architecture }),
    ...(source === undefined ? {} : { source }),
    ...judgedFacts(group),
    ...(isDistributionPackage(ecosystem) && distribution ? { distribution: releaseOf(distribution) } : {}),
    licenses: [...new Set([...group.flatMap(({ found }) => found.licenses), ...documented(first.found, input)])].sort(),
    confidence: strongestConfidence(group),
    ...(owner === undefined ? {} : { ownedBy: owner.id }),
    locations: group
      .map(locationOf)
      .sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : a.introducedIn - b.introducedIn)),
    evidence: sortedEvidence(group.map((occurrence) => evidenceOf(occurrence, input))),
    introducedIn,
    ...(removedIn === undefined ? {} : { removedIn }),
  }
}

const byStrength = ['installed', 'identified', 'declared'] as const

/** What is there now decides, if anything is: a list that outlives the package it names only declares it (SHP-4). */
function strongestConfidence(group: readonly Occurrence[]): Confidence {
  const present = group.filter((occurrence) => occurrence.removedIn === undefined)
  const counted = present.length > 0 ? present : group
  return byStrength.find((strength) => counted.some(({ found }) => found.confidence === strength)) ?? 'declared'
}

/** Debian states licences in the documentation, which may be that of a sister package by a link. */
function documented({ ecosystem, name }: FoundPackage, input: BuildComponents): readonly string[] {
  return ecosystem === 'deb' ? (input.files.at(`usr/share/doc/${name}/copyright`)?.parsed.licenses ?? []) : []
}

function releaseOf({ id, version, codename }: Distribution): NonNullable<Component['distribution']> {
  return { id, ...(version === undefined ? {} : { version }), ...(codename === undefined ? {} : { codename }) }
}

/** The last unbroken stretch of layers in which at least one occurrence was there. */
function lifetime(group: readonly Occurrence[]): { introducedIn: number; removedIn: number | undefined } {
  const sorted = [...group].sort((a, b) => a.introducedIn - b.introducedIn)
  let introducedIn = sorted[0]?.introducedIn ?? 0
  let until = sorted[0]?.removedIn
  for (const occurrence of sorted.slice(1)) {
    if (until === undefined) break
    if (occurrence.introducedIn > until) introducedIn = occurrence.introducedIn
    if (occurrence.removedIn === undefined) until = undefined
    else until = Math.max(until, occurrence.removedIn)
  }
  return { introducedIn, removedIn: until }
}

function locationOf({ found, path, introducedIn, removedIn }: Occurrence): Location {
  return {
    path,
    introducedIn,
    ...(removedIn === undefined ? {} : { removedIn }),
    ...(found.contained ? { contained: true as const } : {}),
  }
}

function evidenceOf({ found, path, introducedIn }: Occurrence, input: BuildComponents): Evidence {
  return {
    path,
    layer: introducedIn,
    layerDigest: input.digests[introducedIn] ?? '',
    rule: found.rule,
    ...(found.detail === undefined ? {} : { detail: found.detail }),
    ...(found.offset === undefined ? {} : { offset: found.offset }),
  }
}

function sortedEvidence(evidence: readonly Evidence[]): Evidence[] {
  return [...evidence].sort((a, b) => a.layer - b.layer || (a.path < b.path ? -1 : a.path > b.path ? 1 : 0))
}
