import type { Manifest, MediaView, PlanDraft } from '../../api/publishing-views.ts'
import type { ApiForm } from '../../ui/form.tsx'

export type ManifestForm = ApiForm<Manifest>

/** What every step of the editor gets. */
export interface StepProps {
  readonly form: ManifestForm
  readonly productId: string
  /** What is wrong with a field ("plans.0.name"), from the last save. */
  readonly problemOf: (field: string) => string | undefined
  readonly media: readonly MediaView[]
}

export const emptyManifest: Manifest = {
  name: '',
  iconId: null,
  shortDescription: '',
  categories: [],
  tags: [],
  longDescription: '',
  screenshotIds: [],
  websiteLink: '',
  supportLink: '',
  documentationLink: '',
  contentType: 'image',
  runsOn: 'certified',
  licenseType: 'commercial',
  version: '',
  support: { email: '', site: '', hours: '', responseTimes: '', text: '' },
  releaseNotes: '',
  plans: [],
}

/** A plan to begin with; the first one is the default. */
export function newPlan(isDefault: boolean): PlanDraft {
  return {
    id: crypto.randomUUID(),
    name: '',
    description: '',
    isDefault,
    access: 'subscribed',
    prices: [],
    trialDays: 0,
    repositories: [],
    licence: { kind: 'text', text: '' },
    instructions: '',
  }
}

/** The value at a path such as "plans.0.name"; undefined where there is none. */
export function valueAt(manifest: Manifest, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], manifest)
}

/** "49.90" typed by a person -> "4990" minor units of the currency; undefined while it is no amount. */
export function toMinorUnits(text: string, currency: string): string | undefined {
  const digits =
    new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2
  const match = /^(\d{1,9})(?:[.,](\d+))?$/.exec(text.trim())
  if (!match || (match[2]?.length ?? 0) > digits) return undefined
  return BigInt(`${match[1]}${(match[2] ?? '').padEnd(digits, '0')}`).toString()
}

/** "4990" -> "49.90" for the input. */
export function fromMinorUnits(amount: string, currency: string): string {
  const digits =
    new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2
  const padded = amount.padStart(digits + 1, '0')
  return digits === 0 ? padded : `${padded.slice(0, -digits)}.${padded.slice(-digits)}`
}
