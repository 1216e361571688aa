import { type Static, Type } from 'typebox'
import { runningClock } from '../domain/finding-clock.ts'
import type { AffectedImage, FindingChange, ProductFinding } from '../domain/product-finding.ts'
import type { ShownFinding } from '../show-finding.ts'

const Class = Type.Enum(['critical', 'major', 'minor', 'unknown'])
const State = Type.Enum(['detected', 'open', 'breached', 'fixed', 'closed_vex', 'documented', 'withdrawn'])
const Moment = Type.String({ format: 'date-time' })
const Tag = Type.Object({ repository: Type.String(), tag: Type.String(), digest: Type.String() })

export const ProductFindingView = Type.Object({
  id: Type.String(),
  /** The CVE, or the advisory where there is none. */
  vulnerability: Type.String(),
  names: Type.Array(Type.String()),
  state: State,
  class: Class,
  /** True when a security reviewer chose the class. */
  overridden: Type.Boolean(),
  knownExploited: Type.Boolean(),
  summary: Type.String(),
  fixedVersions: Type.Array(Type.String()),
  /** Published tags that are affected and not remedied by a later version. */
  tags: Type.Array(Tag),
  firstSeenAt: Moment,
  notifiedAt: Type.Optional(Moment),
  /** Set while the clock runs, and after it was missed. */
  deadline: Type.Optional(Moment),
})
export type ProductFindingView = Static<typeof ProductFindingView>

export const FindingChangeView = Type.Object({
  at: Moment,
  event: Type.String(),
  state: State,
  class: Class,
  deadline: Type.Optional(Moment),
  actor: Type.Optional(Type.String()),
  note: Type.Optional(Type.String()),
})

export const ShownFindingView = Type.Object({
  finding: ProductFindingView,
  changes: Type.Array(FindingChangeView),
})

export const SubscriptionView = Type.Object(
  { classes: Type.Array(Class, { maxItems: 4 }) },
  { additionalProperties: false },
)
export type SubscriptionView = Static<typeof SubscriptionView>

export const AffectedImageView = Type.Object({
  productId: Type.String(),
  repository: Type.String(),
  tag: Type.String(),
  digest: Type.String(),
  advisoryId: Type.String(),
  purl: Type.String(),
  verdict: Type.Enum(['affected', 'uncertain']),
})

export function productFindingView(finding: ProductFinding): ProductFindingView {
  const { id, vulnerability, names, state, knownExploited, summary, fixedVersions, tags } = finding
  const deadline = state === 'breached' ? finding.deadline : runningClock(finding)?.deadline
  return {
    ...{ id, vulnerability, names: [...names], state, class: finding.class, knownExploited, summary },
    overridden: finding.override !== undefined,
    fixedVersions: [...fixedVersions],
    tags: tags.map(({ repository, tag, digest }) => ({ repository, tag, digest })),
    firstSeenAt: finding.firstSeenAt.toISOString(),
    ...(finding.firstNotifiedAt && { notifiedAt: finding.firstNotifiedAt.toISOString() }),
    ...(deadline && { deadline: deadline.toISOString() }),
  }
}

export function shownFindingView({ finding, changes }: ShownFinding): Static<typeof ShownFindingView> {
  return { finding: productFindingView(finding), changes: changes.map(changeView) }
}

function changeView({ at, deadline, ...change }: FindingChange): Static<typeof FindingChangeView> {
  const { event, state, actor, note } = change
  return {
    ...{ at: at.toISOString(), event, state, class: change.class },
    ...(deadline && { deadline: deadline.toISOString() }),
    ...(actor !== undefined && { actor }),
    ...(note !== undefined && { note }),
  }
}

export function affectedImageView(image: AffectedImage): Static<typeof AffectedImageView> {
  const { productId, repository, tag, digest, advisoryId, purl, verdict } = image
  return { productId, repository, tag, digest, advisoryId, purl, verdict }
}
