import { type Static, Type } from 'typebox'
import { type Component, lookupKeys, type Problem, type SeverityClass } from '../../scanner/index.ts'
import type { AgedFeedState, FeedState } from '../domain/feed.ts'
import type { Finding } from '../domain/finding.ts'
import type { Scan } from '../domain/scan.ts'
import type { ShownScan } from '../show-scan.ts'

const Count = Type.Integer({ minimum: 0 })
const Class = Type.Enum(['critical', 'major', 'minor', 'unknown'])

export const FindingView = Type.Object({
  id: Type.String(),
  aliases: Type.Array(Type.String()),
  severity: Type.Object({
    class: Class,
    score: Type.Optional(Type.Number()),
    vector: Type.Optional(Type.String()),
    source: Type.String(),
  }),
  summary: Type.String(),
  fixedVersion: Type.Optional(Type.String()),
  verdict: Type.Union([Type.Literal('affected'), Type.Literal('uncertain')]),
  explanation: Type.String(),
})
export type FindingView = Static<typeof FindingView>

export const ComponentView = Type.Object({
  id: Type.String(),
  name: Type.String(),
  version: Type.Optional(Type.String()),
  type: Type.String(),
  purl: Type.String(),
  licences: Type.Array(Type.String()),
  locations: Type.Array(Type.String()),
  layer: Type.Integer(),
  platform: Type.String(),
  ownedBy: Type.Optional(Type.String()),
  findings: Type.Array(FindingView),
})
export type ComponentView = Static<typeof ComponentView>

export const LayerView = Type.Object({
  index: Type.Integer(),
  platform: Type.String(),
  digest: Type.String(),
  command: Type.Optional(Type.String()),
  size: Count,
  components: Type.Array(Type.String()),
})

export const ScanTotalsView = Type.Object({
  components: Count,
  vulnerable: Count,
  critical: Count,
  major: Count,
  minor: Count,
  unknown: Count,
})

const Moment = Type.String({ format: 'date-time' })

export const FeedView = Type.Object({
  ecosystem: Type.String(),
  records: Count,
  source: Type.String(),
  importedAt: Moment,
  /** When the data were last seen to be current; their age counts from here (ADV-9). */
  checkedAt: Moment,
  /** Older than the store's limit: what has become known since then is missing. */
  stale: Type.Boolean(),
})
export type FeedView = Static<typeof FeedView>

export const FeedImportView = Type.Object({
  state: Type.Enum(['running', 'done', 'refused', 'abandoned']),
  startedAt: Moment,
  finishedAt: Type.Optional(Moment),
  read: Count,
  expected: Type.Optional(Count),
  added: Count,
  changed: Count,
  unchanged: Count,
  removed: Count,
  rejected: Count,
  reason: Type.Optional(Type.String()),
})
export type FeedImportView = Static<typeof FeedImportView>

export const FeedSourceView = Type.Object({
  name: Type.String(),
  format: Type.Enum(['osv', 'kev', 'epss', 'nvd']),
  source: Type.String(),
  records: Count,
  importedAt: Type.Optional(Moment),
  checkedAt: Type.Optional(Moment),
  /** Older than the store's limit, or never there (ADV-9). */
  stale: Type.Boolean(),
  failedAt: Type.Optional(Moment),
  failure: Type.Optional(Type.String()),
  /** True when the store fetches it by itself. */
  fetched: Type.Boolean(),
  latest: Type.Optional(FeedImportView),
})
export type FeedSourceView = Static<typeof FeedSourceView>

export const AdvisoryFeedsView = Type.Object({
  items: Type.Array(FeedView),
  feeds: Type.Array(FeedSourceView),
  maxAgeHours: Type.Number(),
})
export type AdvisoryFeedsView = Static<typeof AdvisoryFeedsView>

export const ScanView = Type.Object({
  repository: Type.String(),
  reference: Type.String(),
  digest: Type.String(),
  state: Type.Enum(['none', 'queued', 'scanning', 'complete', 'failed']),
  queuedAt: Type.Optional(Type.String({ format: 'date-time' })),
  finishedAt: Type.Optional(Type.String({ format: 'date-time' })),
  failure: Type.Optional(Type.String()),
  /** What was not examined, and why: such a result is never shown as clean (LIM-9). */
  partial: Type.Array(Type.Object({ layer: Type.String(), reason: Type.String() })),
  totals: ScanTotalsView,
  feeds: Type.Array(FeedView),
  uncovered: Type.Array(Type.String()),
  os: Type.Optional(Type.String()),
  /** The day after which the distribution gives no security updates any more, once it is over. */
  osEndedOn: Type.Optional(Type.String({ format: 'date' })),
  platforms: Type.Array(Type.String()),
  components: Type.Array(ComponentView),
  layers: Type.Array(LayerView),
})
export type ScanView = Static<typeof ScanView>

const nothing = { components: 0, vulnerable: 0, critical: 0, major: 0, minor: 0, unknown: 0 }

/** The result as publishers and staff see it: components worst first. */
export function scanView(shown: ShownScan): ScanView {
  const { repository, reference, digest, scan } = shown
  const parts = scan?.image?.platforms ?? []
  const named = parts.map((part) => ({ ...part, platform: `${part.os}/${part.architecture}` }))
  const os = parts.find((part) => part.components.distribution)?.components.distribution
  return {
    repository,
    reference,
    digest,
    ...stateOf(scan),
    partial: named.flatMap(({ components }) =>
      components.layers.flatMap((layer) =>
        layer.problems.map((problem) => ({ layer: layer.digest, reason: reasonOf(problem) })),
      ),
    ),
    totals: scan?.totals ?? nothing,
    feeds: shown.feeds.map(feedView),
    uncovered: uncoveredOf(
      named.flatMap(({ components }) => components.components),
      shown.feeds,
    ),
    ...(os && { os: `${os.id} ${os.version ?? ''}`.trim() }),
    ...(shown.osEndedOn !== undefined && { osEndedOn: shown.osEndedOn }),
    platforms: named.map(({ platform }) => platform),
    components: componentsOf(named, shown.findings),
    layers: named.flatMap(({ platform, components }) =>
      components.layers.map((layer) => ({
        index: layer.index,
        platform,
        digest: layer.digest,
        ...(layer.createdBy !== undefined && { command: layer.createdBy }),
        size: layer.compressedBytes,
        components: [...layer.introduced],
      })),
    ),
  }
}

/** What was not examined, with the first places where. */
function reasonOf({ message, paths, count }: Problem): string {
  const named = paths.slice(0, 3).join(', ')
  const more = count - Math.min(paths.length, 3)
  if (named === '') return message
  return `${message} (${named}${more > 0 ? `, and ${more} more` : ''})`
}

type Part = { platform: string; components: { components: readonly Component[] } }

function componentsOf(parts: readonly Part[], findings: readonly Finding[]): ComponentView[] {
  const byComponent = new Map<string, Finding[]>()
  for (const finding of findings) {
    byComponent.set(finding.componentId, [...(byComponent.get(finding.componentId) ?? []), finding])
  }
  const views = parts.flatMap(({ platform, components }) =>
    components.components
      .filter((component) => component.removedIn === undefined)
      .map((component) => componentView(component, platform, byComponent.get(component.id) ?? [])),
  )
  return views.sort((a, b) => worst(a) - worst(b) || (a.purl < b.purl ? -1 : 1))
}

const order: readonly SeverityClass[] = ['critical', 'major', 'minor', 'unknown']
const rank = (found: { severity: { class: SeverityClass } }) => order.indexOf(found.severity.class)
const worst = (component: ComponentView) => Math.min(order.length, ...component.findings.map(rank))

function componentView(component: Component, platform: string, findings: readonly Finding[]): ComponentView {
  return {
    id: component.id,
    name: component.name,
    ...(component.version !== undefined && { version: component.version }),
    type: component.ecosystem,
    purl: component.purl,
    licences: [...component.licenses],
    locations: component.locations.map(({ path }) => path),
    layer: component.introducedIn,
    platform,
    ...(component.ownedBy !== undefined && { ownedBy: component.ownedBy }),
    findings: findings
      .map(findingView)
      .sort((a, b) => rank(a) - rank(b) || (b.severity.score ?? 0) - (a.severity.score ?? 0)),
  }
}

function findingView(finding: Finding): FindingView {
  const { severity, match } = finding
  return {
    id: finding.advisoryId,
    aliases: [...finding.aliases],
    severity: {
      class: severity.class,
      ...(severity.score !== undefined && { score: severity.score }),
      ...(severity.chosen.vector !== undefined && { vector: severity.chosen.vector }),
      source: severity.chosen.source,
    },
    summary: finding.summary,
    ...(match.fixedVersion !== undefined && { fixedVersion: match.fixedVersion }),
    verdict: match.verdict,
    explanation: explain(finding),
  }
}

function explain({ match }: Finding): string {
  const { ecosystem, package: name, version, comparator, reason, listed } = match.explanation
  const judged = version === undefined ? name : `${name} ${version}`
  if (match.verdict === 'uncertain') return `${judged} in ${ecosystem}: ${reason ?? 'not certain'}.`
  if (listed !== undefined) return `${judged} is listed as affected in ${ecosystem}.`
  const fixed = match.fixedVersion === undefined ? 'no fixed version is known' : `fixed in ${match.fixedVersion}`
  return `${judged} lies in an affected range of ${ecosystem}; ${fixed} (compared as ${comparator ?? 'text'}).`
}

function stateOf(scan: Scan | undefined): Pick<ScanView, 'state' | 'queuedAt' | 'finishedAt' | 'failure'> {
  if (!scan) return { state: 'none' }
  return {
    state: scan.state,
    queuedAt: scan.queuedAt.toISOString(),
    ...(scan.finishedAt && { finishedAt: scan.finishedAt.toISOString() }),
    ...(scan.failure !== undefined && { failure: scan.failure }),
  }
}

function uncoveredOf(components: readonly Component[], feeds: readonly FeedState[]): string[] {
  const covered = new Set(feeds.map(({ ecosystem }) => ecosystem))
  const found = components.flatMap((component) => {
    const keys = lookupKeys(component)
    return keys.length === 0 ? [component.ecosystem] : keys.map(({ ecosystem }) => ecosystem)
  })
  return [...new Set(found)].filter((ecosystem) => !covered.has(ecosystem)).sort()
}

export function feedView(feed: AgedFeedState): FeedView {
  return { ...feed, importedAt: feed.importedAt.toISOString(), checkedAt: feed.checkedAt.toISOString() }
}
