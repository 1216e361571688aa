import type { SeverityClass } from '../../scanner/index.ts'
import type { DeadlinePeriods } from './deadline.ts'
import {
  clockOf,
  detectedFinding,
  type FindingClock,
  type FindingEvent,
  isOpenFinding,
  nextFinding,
} from './finding-clock.ts'
import type { AffectedTag, FindingFacts, ProductFinding } from './product-finding.ts'
import { type Named, type Vulnerability, vulnerabilitiesOf } from './vulnerability.ts'

/** A published tag of the product. One that was never scanned says nothing about what it lacks. */
export interface PublishedTag extends AffectedTag {
  readonly publishedAt: Date
  readonly scanned: boolean
}

/** An advisory that hits a component of the product's images. */
export interface ProductHit extends Named {
  readonly advisoryId: string
  readonly component: number
  readonly digests: ReadonlySet<string>
  /** Uncertain ones are listed without a class, so that no clock runs before a reviewer has looked (STO-092, STO-102). */
  readonly verdict: 'affected' | 'uncertain'
  readonly class: SeverityClass
  readonly summary: string
  readonly fixedVersion?: string
}

export interface Reconcile {
  readonly known: readonly ProductFinding[]
  readonly hits: readonly ProductHit[]
  readonly tags: readonly PublishedTag[]
  /** Of the components that known findings name, those that published images still hold. */
  readonly present: ReadonlySet<number>
  /** CVEs that are known to be exploited. */
  readonly exploited: ReadonlySet<string>
  readonly periods: DeadlinePeriods
  readonly at: Date
}

/** A finding that is new or different; `events` are what happened to it, none when only facts around it changed. */
export interface Reconciled {
  readonly was?: ProductFinding
  readonly vulnerability: string
  readonly now: FindingClock & FindingFacts
  readonly events: readonly FindingEvent['type'][]
  /** What people are told of: a new class, a fix that became known, or that it is being exploited. */
  readonly notable: boolean
}

/**
 * Compares what is known with what is: opens, changes and closes findings of one product (WAT-3). The same facts again
 * give no change (WAT-4).
 */
export function reconcile(input: Reconcile): Reconciled[] {
  const all = vulnerabilitiesOf(input.hits).map((vulnerability) => ({
    vulnerability,
    tags: standingTags(input.tags, affectedDigests(vulnerability)),
  }))
  const standing = all.filter(({ tags }) => tags.length > 0)
  const remedied = new Set(
    all.filter(({ tags }) => tags.length === 0).flatMap(({ vulnerability }) => vulnerability.names),
  )
  const left = new Set(input.known)
  const found = assign(
    left,
    standing.map(({ vulnerability }) => vulnerability),
  )
  const changes: Reconciled[] = []
  for (const { vulnerability, tags } of standing) {
    const was = found.get(vulnerability)
    const changed = was ? update(was, vulnerability, tags, input) : open(vulnerability, tags, input)
    if (changed) changes.push(changed)
  }
  for (const was of left) {
    const closed = close(was, remedied, input)
    if (closed) changes.push(closed)
  }
  return changes
}

/**
 * Affected tags that no version published later in the same repository remedies (STO-105). A later version that was
 * not scanned yet remedies nothing.
 */
export function standingTags(tags: readonly PublishedTag[], affected: ReadonlySet<string>): PublishedTag[] {
  const newestClean = new Map<string, number>()
  for (const { repository, digest, publishedAt, scanned } of tags) {
    if (!scanned || affected.has(digest)) continue
    newestClean.set(repository, Math.max(newestClean.get(repository) ?? 0, publishedAt.getTime()))
  }
  return tags.filter(
    ({ repository, digest, publishedAt }) =>
      affected.has(digest) && publishedAt.getTime() >= (newestClean.get(repository) ?? 0),
  )
}

const affectedDigests = ({ hits }: Vulnerability<ProductHit>): Set<string> =>
  new Set(hits.flatMap(({ digests }) => [...digests]))

/** Takes out of `left` what is known of the vulnerabilities: by the name it was given, then by any other name. */
function assign(
  left: Set<ProductFinding>,
  vulnerabilities: readonly Vulnerability<ProductHit>[],
): ReadonlyMap<Vulnerability<ProductHit>, ProductFinding> {
  const found = new Map<Vulnerability<ProductHit>, ProductFinding>()
  const take = (vulnerability: Vulnerability<ProductHit>, finding: ProductFinding | undefined) => {
    if (!finding) return
    left.delete(finding)
    found.set(vulnerability, finding)
  }
  const named = new Map([...left].map((finding) => [finding.vulnerability, finding]))
  for (const vulnerability of vulnerabilities) take(vulnerability, named.get(vulnerability.id))
  for (const vulnerability of vulnerabilities) {
    if (!found.has(vulnerability)) take(vulnerability, findKnown(left, vulnerability))
  }
  return found
}

/** The finding that goes by one of the names: an open one before a closed one, the oldest first. */
function findKnown(known: ReadonlySet<ProductFinding>, { names }: Vulnerability<ProductHit>) {
  const wanted = new Set(names)
  return [...known]
    .filter((finding) => finding.names.some((name) => wanted.has(name)))
    .sort(
      (a, b) =>
        Number(isOpenFinding(b)) - Number(isOpenFinding(a)) ||
        a.firstSeenAt.getTime() - b.firstSeenAt.getTime() ||
        (a.id < b.id ? -1 : 1),
    )[0]
}

function factsOf(
  { names, hits }: Vulnerability<ProductHit>,
  tags: readonly PublishedTag[],
  exploited: ReadonlySet<string>,
): FindingFacts & { readonly class: SeverityClass } {
  const standing = new Set(tags.map(({ digest }) => digest))
  const live = hits.filter(({ digests }) => [...digests].some((digest) => standing.has(digest)))
  return {
    names,
    summary: live.find(({ summary }) => summary !== '')?.summary ?? '',
    knownExploited: names.some((name) => exploited.has(name)),
    fixedVersions: sorted(live.flatMap(({ fixedVersion }) => fixedVersion ?? [])),
    components: [...new Set(live.map(({ component }) => component))].sort((a, b) => a - b),
    tags: tags.map(({ repository, tag, digest }) => ({ repository, tag, digest })),
    class: worst(live.map((hit) => (hit.verdict === 'uncertain' ? 'unknown' : hit.class))),
  }
}

const sorted = (texts: readonly string[]): string[] => [...new Set(texts)].sort()

const worstFirst: readonly SeverityClass[] = ['critical', 'major', 'minor', 'unknown']

const worst = (classes: readonly SeverityClass[]): SeverityClass =>
  worstFirst.find((candidate) => classes.includes(candidate)) ?? 'unknown'

function open(vulnerability: Vulnerability<ProductHit>, tags: readonly PublishedTag[], input: Reconcile): Reconciled {
  const { class: severity, ...facts } = factsOf(vulnerability, tags, input.exploited)
  const now = { ...detectedFinding(severity, input.at), ...facts }
  return { vulnerability: vulnerability.id, now, events: [], notable: true }
}

function update(
  was: ProductFinding,
  vulnerability: Vulnerability<ProductHit>,
  tags: readonly PublishedTag[],
  input: Reconcile,
): Reconciled | undefined {
  const { class: matched, ...found } = factsOf(vulnerability, tags, input.exploited)
  const facts = { ...found, names: sorted([...was.names, ...found.names]) }
  const events: FindingEvent['type'][] = []
  let clock: FindingClock = was
  const { at } = input
  const tried: FindingEvent[] = [
    // A statement that was accepted holds for the versions to come, until it is withdrawn.
    ...(was.state === 'closed_vex' ? [] : [{ type: 'reappeared' as const, at }]),
    { type: 'reclassified', class: was.override ?? matched, at },
  ]
  for (const event of tried) {
    const next = nextFinding(clock, event, input.periods)
    if (!next) continue
    clock = next
    events.push(event.type)
  }
  const exploitedNow = facts.knownExploited && !was.knownExploited
  const fixKnown = facts.fixedVersions.length > 0 && was.fixedVersions.length === 0
  if ((exploitedNow || fixKnown) && isOpenFinding(clock) && clock.owed === 'none') {
    clock = { ...clock, owed: 'news', owedSince: at }
  }
  if (events.length === 0 && sameFacts(was, facts)) return undefined
  const notable = events.length > 0 || exploitedNow || fixKnown
  return { was, vulnerability: was.vulnerability, now: { ...clockOf(clock), ...facts }, events, notable }
}

/** Fixed when later versions lack it or the component is gone; otherwise no advisory speaks of it any longer (ADV-5). */
function close(
  was: ProductFinding,
  remedied: ReadonlySet<string>,
  { present, periods, at }: Reconcile,
): Reconciled | undefined {
  const isFixed =
    was.names.some((name) => remedied.has(name)) || !was.components.some((component) => present.has(component))
  const type = isFixed ? 'fixed' : 'withdrawn'
  const next = nextFinding(was, { type, at }, periods)
  if (!next) return undefined
  const now = { ...clockOf(next), ...factsKept(was), tags: [] }
  return { was, vulnerability: was.vulnerability, now, events: [type], notable: true }
}

const factsKept = ({ names, summary, knownExploited, fixedVersions, components }: ProductFinding) => ({
  ...{ names, summary, knownExploited, fixedVersions, components },
})

function sameFacts(was: FindingFacts, now: FindingFacts): boolean {
  const text = ({ names, summary, knownExploited, fixedVersions, components, tags }: FindingFacts) =>
    JSON.stringify([
      names,
      summary,
      knownExploited,
      fixedVersions,
      components,
      tags.map(({ repository, tag, digest }) => [repository, tag, digest]).sort(),
    ])
  return text(was) === text(now)
}
