import { isId } from '../../platform/ids.ts'

/** What a product is made of (STO-054). */
export type ContentType = 'image' | 'plugin' | 'service' | 'composition' | 'edition'
/** Where it runs (STO-021…024). */
export type RunsOn = 'certified' | 'community' | 'other'
export type LicenseType = 'free' | 'open_source' | 'commercial'
/** Who may pull what a plan sells (STO-065…068). */
export type Access = 'all' | 'logged_in' | 'subscribed' | 'byol'
export type Period = 'month' | 'year'

/** A price in integer minor units, as text; in a draft it may be unfinished. */
export interface ManifestPrice {
  readonly amount: string
  readonly currency: string
  readonly period: Period
}

/** A staging repository and the tags of it that a plan publishes (STO-041). */
export interface ManifestSource {
  readonly repository: string
  readonly tags: readonly string[]
}

export type ManifestLicence =
  | { readonly kind: 'link'; readonly url: string }
  | { readonly kind: 'text'; readonly text: string }

/** A plan as the publisher writes it (STO-060). No prices = free. */
export interface ManifestPlan {
  readonly id: string
  readonly name: string
  readonly description: string
  readonly isDefault: boolean
  readonly access: Access
  readonly prices: readonly ManifestPrice[]
  readonly trialDays: number
  readonly repositories: readonly ManifestSource[]
  readonly licence: ManifestLicence
  /** Markdown, shown once somebody is entitled. */
  readonly instructions: string
  readonly byolUrl?: string
}

export interface ManifestSupport {
  readonly email: string
  readonly site: string
  readonly hours: string
  readonly responseTimes: string
  /** Markdown: self-help and troubleshooting. */
  readonly text: string
}

/** Everything a publisher says about a product. Empty text = not said yet: a draft may be unfinished (STO-039). */
export interface Manifest {
  readonly name: string
  readonly iconId: string
  readonly shortDescription: string
  readonly categories: readonly string[]
  readonly tags: readonly string[]
  /** Markdown. */
  readonly longDescription: string
  readonly screenshotIds: readonly string[]
  readonly websiteLink: string
  readonly supportLink: string
  readonly documentationLink: string
  readonly contentType: ContentType | ''
  readonly runsOn: RunsOn | ''
  readonly licenseType: LicenseType | ''
  readonly version: string
  readonly support: ManifestSupport
  /** Markdown, about the tags that this revision adds. */
  readonly releaseNotes: string
  readonly plans: readonly ManifestPlan[]
}

/** A plan as a form sends it: anything may be missing. */
export interface PlanInput {
  readonly id?: string
  readonly name?: string
  readonly description?: string
  readonly isDefault?: boolean
  readonly access?: Access
  readonly prices?: readonly ManifestPrice[]
  readonly trialDays?: number
  readonly repositories?: readonly ManifestSource[]
  readonly licence?: { readonly kind: 'link' | 'text'; readonly url?: string; readonly text?: string }
  readonly instructions?: string
  readonly byolUrl?: string | null
}

/** A change of a draft: named fields replace, the others stay. */
export type ManifestInput = {
  readonly [Field in Exclude<keyof Manifest, 'plans' | 'support'>]?: Manifest[Field]
} & { readonly support?: Partial<ManifestSupport>; readonly plans?: readonly PlanInput[] }

/** Trial days of a plan that does not say (STO-064). */
const usualTrialDays = 30

/** The manifest of a product that has a name and nothing else. */
export function emptyManifest(name: string): Manifest {
  return {
    name,
    iconId: '',
    shortDescription: '',
    categories: [],
    tags: [],
    longDescription: '',
    screenshotIds: [],
    websiteLink: '',
    supportLink: '',
    documentationLink: '',
    contentType: '',
    runsOn: '',
    licenseType: '',
    version: '',
    support: { email: '', site: '', hours: '', responseTimes: '', text: '' },
    releaseNotes: '',
    plans: [],
  }
}

/** The draft after a change; plans without an id get one from `newPlanId`. Nothing that was not named is lost. */
export function mergeManifest(before: Manifest, change: ManifestInput, newPlanId: () => string): Manifest {
  const { plans, support, ...fields } = change
  return {
    ...before,
    ...fields,
    support: { ...before.support, ...support },
    plans: plans ? plans.map((plan) => completePlan(plan, newPlanId)) : before.plans,
  }
}

function completePlan(plan: PlanInput, newPlanId: () => string): ManifestPlan {
  const { licence, byolUrl } = plan
  return {
    id: plan.id !== undefined && isId(plan.id) ? plan.id : newPlanId(),
    name: plan.name ?? '',
    description: plan.description ?? '',
    isDefault: plan.isDefault ?? false,
    access: plan.access ?? 'subscribed',
    prices: plan.prices ?? [],
    trialDays: plan.trialDays ?? usualTrialDays,
    repositories: plan.repositories ?? [],
    licence:
      licence?.kind === 'link' ? { kind: 'link', url: licence.url ?? '' } : { kind: 'text', text: licence?.text ?? '' },
    instructions: plan.instructions ?? '',
    ...(byolUrl && { byolUrl }),
  }
}

/** Every repository and tag that the plans name, each pair once, in order of appearance. */
export function sourcesOf(manifest: Manifest): { repository: string; tag: string; planIds: string[] }[] {
  const found = new Map<string, { repository: string; tag: string; planIds: string[] }>()
  for (const plan of manifest.plans) {
    for (const { repository, tags } of plan.repositories) {
      for (const tag of tags) {
        const key = `${repository}:${tag}`
        const source = found.get(key) ?? { repository, tag, planIds: [] }
        if (!source.planIds.includes(plan.id)) source.planIds.push(plan.id)
        found.set(key, source)
      }
    }
  }
  return [...found.values()]
}

/** True when the plan costs something. */
export function isPaid(plan: Pick<ManifestPlan, 'prices'>): boolean {
  return plan.prices.some(({ amount }) => /^0*[1-9]\d*$/.test(amount))
}

/** The name under which a staging repository is published: `acme/widget` → `store/acme/widget` (STO-078). */
export function storeRepositoryOf(stagingRepository: string): string {
  return `store/${stagingRepository}`
}
