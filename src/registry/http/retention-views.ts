import { type Static, Type } from 'typebox'
import type { RetentionPolicy, RetentionRules } from '../domain/retention.ts'
import { reasonText } from '../domain/retention-reason.ts'
import type { RetentionPreview } from '../show-retention.ts'

const daysUpTo = (maximum: number, description: string) =>
  Type.Optional(Type.Integer({ minimum: 0, maximum, description }))

export const RetentionRulesView = Type.Object(
  {
    keepLast: Type.Optional(
      Type.Integer({ minimum: 0, maximum: 10_000, description: 'The tags that were pushed last stay, so many.' }),
    ),
    keepTags: Type.Array(Type.String({ minLength: 1, maxLength: 128 }), {
      maxItems: 20,
      description: 'Tags that fit a pattern stay; "*" stands for any letters.',
    }),
    keepPushedDays: daysUpTo(3650, 'Tags pushed within so many days stay.'),
    keepPulledDays: daysUpTo(180, 'What was pulled within so many days stays.'),
    removeUntaggedDays: daysUpTo(3650, 'Manifests that no tag needs go after so many days; without it they stay.'),
  },
  { additionalProperties: false },
)
export type RetentionRulesView = Static<typeof RetentionRulesView>

export const RetentionPolicyView = Type.Object({
  appliesTo: Type.String({ description: 'A namespace, or one repository.' }),
  rules: RetentionRulesView,
  updatedAt: Type.String({ format: 'date-time' }),
  updatedBy: Type.String(),
})
export type RetentionPolicyView = Static<typeof RetentionPolicyView>

export const RetentionListView = Type.Object({ items: Type.Array(RetentionPolicyView) })

const Counts = Type.Object({ kept: Type.Integer(), removed: Type.Integer() })
const mostListed = 500

export const RetentionPreviewView = Type.Object({
  rules: Type.Union([RetentionRulesView, Type.Null()], { description: 'null: no rules hold, so everything stays.' }),
  tags: Counts,
  manifests: Counts,
  bytes: Type.Integer({ description: 'Needed by what goes alone, in this repository; others may need them too.' }),
  items: Type.Array(
    Type.Object({
      kind: Type.Enum(['tag', 'manifest']),
      name: Type.String({ description: 'The tag, or the digest of a manifest without a tag.' }),
      digest: Type.String(),
      keep: Type.Boolean(),
      reason: Type.String(),
      pushedAt: Type.String({ format: 'date-time' }),
      pulledAt: Type.Union([Type.String({ format: 'date-time' }), Type.Null()]),
    }),
    { description: 'What goes first, then what stays; 500 at most.' },
  ),
  lastRun: Type.Union([
    Type.Object({
      at: Type.String({ format: 'date-time' }),
      tagsRemoved: Type.Integer(),
      manifestsRemoved: Type.Integer(),
    }),
    Type.Null(),
  ]),
})
export type RetentionPreviewView = Static<typeof RetentionPreviewView>

/** The public shape of saved rules. */
export function retentionPolicyView({
  namespace,
  repository,
  rules,
  updatedAt,
  updatedBy,
}: RetentionPolicy): RetentionPolicyView {
  return {
    appliesTo: repository ?? namespace,
    rules: rulesView(rules),
    updatedAt: updatedAt.toISOString(),
    updatedBy,
  }
}

const rulesView = (rules: RetentionRules): RetentionRulesView => ({ ...rules, keepTags: [...rules.keepTags] })

/** The public shape of a preview. */
export function retentionPreviewView({ rules, plan, bytes, lastRun }: RetentionPreview): RetentionPreviewView {
  const shown = rules ?? { keepTags: [] }
  const tagged = new Set(plan.tags.map(({ tag }) => tag.digest))
  const tags = plan.tags.map(({ tag, keep, reason }) => ({
    kind: 'tag' as const,
    name: tag.name,
    digest: tag.digest,
    keep,
    reason: reasonText(reason, shown),
    pushedAt: tag.pushedAt.toISOString(),
    pulledAt: tag.pulledAt?.toISOString() ?? null,
  }))
  const untagged = plan.manifests
    .filter(({ manifest }) => !tagged.has(manifest.digest))
    .map(({ manifest, keep, reason }) => ({
      kind: 'manifest' as const,
      name: manifest.digest,
      digest: manifest.digest,
      keep,
      reason: reasonText(reason, shown),
      pushedAt: manifest.pushedAt.toISOString(),
      pulledAt: manifest.pulledAt?.toISOString() ?? null,
    }))
  const all = [...tags, ...untagged]
  const items = [...all.filter(({ keep }) => !keep), ...all.filter(({ keep }) => keep)].slice(0, mostListed)
  return {
    rules: rules ? rulesView(rules) : null,
    tags: countsOf(plan.tags),
    manifests: countsOf(plan.manifests),
    bytes,
    items,
    lastRun: lastRun ? { ...lastRun, at: lastRun.at.toISOString() } : null,
  }
}

function countsOf(fates: readonly { readonly keep: boolean }[]): Static<typeof Counts> {
  const kept = fates.filter(({ keep }) => keep).length
  return { kept, removed: fates.length - kept }
}
