import { days } from '../../platform/clock.ts'
import { fitsGlob } from '../../platform/glob.ts'
import type { Digest } from './digest.ts'

/**
 * What stays in a staging repository. A tag stays when any of the keep rules fits; with no keep rule at all every tag
 * stays. Signatures and other manifests about an image stay as long as it does, and go with it.
 */
export interface RetentionRules {
  /** The N tags that were pushed last. */
  readonly keepLast?: number
  /** Tags that fit one of the patterns; `*` stands for any letters. */
  readonly keepTags: readonly string[]
  /** Tags pushed within so many days. */
  readonly keepPushedDays?: number
  /** Tags, and manifests without one, pulled within so many days. */
  readonly keepPulledDays?: number
  /** Manifests that no kept tag needs go when they were pushed longer ago than so many days; undefined: they stay. */
  readonly removeUntaggedDays?: number
}

/** Rules that somebody has saved. */
export interface RetentionPolicy {
  readonly namespace: string
  /** Undefined: for every repository of the namespace that has no rules of its own. */
  readonly repository?: string
  readonly rules: RetentionRules
  readonly updatedAt: Date
  readonly updatedBy: string
}

/** What carrying the rules out did. */
export interface RetentionRun {
  readonly at: Date
  readonly tagsRemoved: number
  readonly manifestsRemoved: number
}

/** A tag, as far as the decision needs it. */
export interface TagFacts {
  readonly name: string
  readonly digest: Digest
  readonly pushedAt: Date
  readonly pulledAt?: Date
  /** What needs it, in words: "the product Widget". */
  readonly neededBy?: string
}

/** A manifest, as far as the decision needs it. */
export interface ManifestFacts {
  readonly digest: Digest
  /** The image that it is about. */
  readonly subject?: Digest
  /** The manifests of an index. */
  readonly children: readonly Digest[]
  readonly pushedAt: Date
  readonly pulledAt?: Date
  /** What holds it, in words. */
  readonly neededBy?: string
}

/** Everything that is in a repository. */
export interface RepositoryContent {
  readonly tags: readonly TagFacts[]
  readonly manifests: readonly ManifestFacts[]
}

/** Why something stays or goes. */
export type RetentionReason =
  | { readonly kind: 'needed'; readonly by: string }
  | { readonly kind: 'pattern'; readonly pattern: string }
  | { readonly kind: 'last' }
  | { readonly kind: 'pushed' }
  | { readonly kind: 'pulled' }
  | { readonly kind: 'no rule' }
  | { readonly kind: 'tagged'; readonly tag: string }
  | { readonly kind: 'part of'; readonly digest: Digest }
  | { readonly kind: 'about'; readonly digest: Digest }
  | { readonly kind: 'subject of'; readonly digest: Digest }
  | { readonly kind: 'no match' }
  | { readonly kind: 'untagged' }
  | { readonly kind: 'subject goes' }

interface Fate {
  readonly keep: boolean
  readonly reason: RetentionReason
}
export type TagFate = Fate & { readonly tag: TagFacts }
export type ManifestFate = Fate & { readonly manifest: ManifestFacts }

/** What becomes of everything in a repository, in the order of the facts. */
export interface RetentionPlan {
  readonly tags: readonly TagFate[]
  readonly manifests: readonly ManifestFate[]
}

/** Decides what stays. The same facts, rules and moment always bring the same plan; a plan that was carried out brings none. */
export function planRetention(rules: RetentionRules, content: RepositoryContent, now: Date): RetentionPlan {
  const judged = judgeTags(rules, content.tags, now)
  const graph = graphOf(content)
  const kept = closeOver(graph, rootsOf(rules, content, graph, judged, now))
  return {
    tags: content.tags.map((tag) => tagFate(tag, judged, kept)),
    manifests: content.manifests.map((manifest) => manifestFate(manifest, graph, kept)),
  }
}

const attachedTag = /^(?:(sha256)-([0-9a-f]{64})|(sha512)-([0-9a-f]{128}))(?:\.\w+)?$/

/**
 * The image that a tag of the fallback schema (sha256-<hex>) or of cosign (sha256-<hex>.sig) belongs to. Such tags are
 * not versions: they follow their image and do not count among the last N.
 */
export function imageOfTag(name: string): Digest | undefined {
  const found = attachedTag.exec(name)
  return found ? (`${found[1] ?? found[3]}:${found[2] ?? found[4]}` as Digest) : undefined
}

/** What the rules say of each tag by itself, by name. Tags that follow their image are in it only when they stay anyway. */
function judgeTags(rules: RetentionRules, tags: readonly TagFacts[], now: Date): ReadonlyMap<string, Fate> {
  const versions = tags.filter(({ name }) => !imageOfTag(name))
  const last = new Set(
    [...versions]
      .sort((a, b) => b.pushedAt.getTime() - a.pushedAt.getTime() || (a.name < b.name ? -1 : 1))
      .slice(0, rules.keepLast ?? 0)
      .map(({ name }) => name),
  )
  const judged = new Map<string, Fate>()
  for (const tag of tags) {
    const follows = imageOfTag(tag.name) !== undefined
    const reason = named(rules, tag) ?? (follows ? undefined : ruled(rules, tag, last, now))
    if (reason) judged.set(tag.name, { keep: true, reason })
    else if (!follows) judged.set(tag.name, { keep: false, reason: { kind: 'no match' } })
  }
  return judged
}

function named({ keepTags }: RetentionRules, { name, neededBy }: TagFacts): RetentionReason | undefined {
  if (neededBy !== undefined) return { kind: 'needed', by: neededBy }
  const pattern = keepTags.find((one) => fitsGlob(one, name))
  return pattern === undefined ? undefined : { kind: 'pattern', pattern }
}

function ruled(
  rules: RetentionRules,
  { name, pushedAt, pulledAt }: TagFacts,
  last: ReadonlySet<string>,
  now: Date,
): RetentionReason | undefined {
  if (!hasKeepRule(rules)) return { kind: 'no rule' }
  if (last.has(name)) return { kind: 'last' }
  if (within(pushedAt, rules.keepPushedDays, now)) return { kind: 'pushed' }
  if (within(pulledAt, rules.keepPulledDays, now)) return { kind: 'pulled' }
  return undefined
}

/** True when the rules say of any tag that it stays; without one, none is taken away. */
export function hasKeepRule({ keepLast, keepTags, keepPushedDays, keepPulledDays }: RetentionRules): boolean {
  return [keepLast, keepPushedDays, keepPulledDays].some((rule) => rule !== undefined) || keepTags.length > 0
}

function within(at: Date | undefined, limit: number | undefined, now: Date): boolean {
  return at !== undefined && limit !== undefined && now.getTime() - at.getTime() < days(limit)
}

/** Which manifest belongs to which, among those that are there. */
interface Graph {
  readonly childrenOf: ReadonlyMap<Digest, readonly Digest[]>
  /** Of a manifest about images: those images. */
  readonly subjectsOf: ReadonlyMap<Digest, readonly Digest[]>
  /** Of an image: the manifests about it. */
  readonly aboutOf: ReadonlyMap<Digest, readonly Digest[]>
}

function graphOf({ tags, manifests }: RepositoryContent): Graph {
  const present = new Set(manifests.map(({ digest }) => digest))
  const subjects = new Map<Digest, Digest[]>()
  const about = new Map<Digest, Digest[]>()
  const join = (digest: Digest, subject: Digest | undefined) => {
    if (subject === undefined || subject === digest || !present.has(subject) || !present.has(digest)) return
    subjects.set(digest, [...(subjects.get(digest) ?? []), subject])
    about.set(subject, [...(about.get(subject) ?? []), digest])
  }
  for (const { digest, subject } of manifests) join(digest, subject)
  for (const { name, digest } of tags) join(digest, imageOfTag(name))
  const children = manifests.map(
    ({ digest, children: all }) => [digest, all.filter((child) => present.has(child))] as const,
  )
  return { childrenOf: new Map(children), subjectsOf: subjects, aboutOf: about }
}

/** Manifests that stay by themselves, with the reason. */
function rootsOf(
  rules: RetentionRules,
  content: RepositoryContent,
  { subjectsOf }: Graph,
  judged: ReadonlyMap<string, Fate>,
  now: Date,
): ReadonlyMap<Digest, RetentionReason> {
  const roots = new Map<Digest, RetentionReason>()
  for (const { digest, neededBy } of content.manifests) {
    if (neededBy !== undefined) roots.set(digest, { kind: 'needed', by: neededBy })
  }
  for (const { name, digest } of content.tags) {
    if (judged.get(name)?.keep && !roots.has(digest)) roots.set(digest, { kind: 'tagged', tag: name })
  }
  for (const manifest of content.manifests) {
    const { digest } = manifest
    // What is about an image that is here has no age of its own.
    if (roots.has(digest) || subjectsOf.has(digest)) continue
    const reason = untaggedReason(rules, manifest, now)
    if (reason) roots.set(digest, reason)
  }
  return roots
}

function untaggedReason(
  { removeUntaggedDays, keepPulledDays }: RetentionRules,
  { pushedAt, pulledAt }: ManifestFacts,
  now: Date,
): RetentionReason | undefined {
  if (removeUntaggedDays === undefined) return { kind: 'no rule' }
  if (within(pushedAt, removeUntaggedDays, now)) return { kind: 'pushed' }
  return within(pulledAt, keepPulledDays, now) ? { kind: 'pulled' } : undefined
}

/** The roots and everything that they need or that is about them. */
function closeOver(graph: Graph, roots: ReadonlyMap<Digest, RetentionReason>): ReadonlyMap<Digest, RetentionReason> {
  const kept = new Map(roots)
  const queue = [...roots.keys()]
  const keep = (digests: readonly Digest[] | undefined, reason: RetentionReason) => {
    for (const digest of digests ?? []) {
      if (kept.has(digest)) continue
      kept.set(digest, reason)
      queue.push(digest)
    }
  }
  for (let digest = queue.pop(); digest !== undefined; digest = queue.pop()) {
    keep(graph.childrenOf.get(digest), { kind: 'part of', digest })
    keep(graph.aboutOf.get(digest), { kind: 'about', digest })
    keep(graph.subjectsOf.get(digest), { kind: 'subject of', digest })
  }
  return kept
}

function tagFate(
  tag: TagFacts,
  judged: ReadonlyMap<string, Fate>,
  kept: ReadonlyMap<Digest, RetentionReason>,
): TagFate {
  const fate = judged.get(tag.name)
  if (fate) return { tag, ...fate }
  const reason = kept.get(tag.digest)
  return reason ? { tag, keep: true, reason } : { tag, keep: false, reason: { kind: 'subject goes' } }
}

function manifestFate(
  manifest: ManifestFacts,
  { subjectsOf }: Graph,
  kept: ReadonlyMap<Digest, RetentionReason>,
): ManifestFate {
  const reason = kept.get(manifest.digest)
  if (reason) return { manifest, keep: true, reason }
  const follows = subjectsOf.has(manifest.digest)
  return { manifest, keep: false, reason: { kind: follows ? 'subject goes' : 'untagged' } }
}
