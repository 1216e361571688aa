import type { Manifest } from './manifest.ts'

/** One difference between two manifests; `field` is a path such as "plans.0.name". */
export interface ManifestChange {
  readonly field: string
  readonly before: unknown
  readonly after: unknown
}

/**
 * What changed from one manifest to the next (STO-074). Plans are matched by id, so that a plan that moved is not shown
 * as rewritten; the path names its place in the new manifest, or in the old one when it is gone.
 */
export function diffManifests(before: Manifest, after: Manifest): ManifestChange[] {
  const { plans: plansBefore, ...fieldsBefore } = before
  const { plans: plansAfter, ...fieldsAfter } = after
  const changes = diffValues('', fieldsBefore, fieldsAfter)
  const old = new Map(plansBefore.map((plan) => [plan.id, plan]))
  plansAfter.forEach((plan, index) => {
    const previous = old.get(plan.id)
    if (previous) changes.push(...diffValues(`plans.${index}`, previous, plan))
    else changes.push({ field: `plans.${index}`, before: null, after: plan })
  })
  const kept = new Set(plansAfter.map(({ id }) => id))
  plansBefore.forEach((plan, index) => {
    if (!kept.has(plan.id)) changes.push({ field: `plans.${index}`, before: plan, after: null })
  })
  return changes
}

/** Objects are compared field by field, everything else (lists too) as a whole. */
function diffValues(path: string, before: unknown, after: unknown): ManifestChange[] {
  if (isRecord(before) && isRecord(after)) {
    const names = [...new Set([...Object.keys(before), ...Object.keys(after)])]
    return names.flatMap((name) => diffValues(path ? `${path}.${name}` : name, before[name], after[name]))
  }
  return same(before, after) ? [] : [{ field: path, before: before ?? null, after: after ?? null }]
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Equal as JSON, whatever order the database gave the keys. */
function same(a: unknown, b: unknown): boolean {
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((value, i) => same(value, b[i]))
  if (isRecord(a) && isRecord(b)) {
    const names = new Set([...Object.keys(a), ...Object.keys(b)])
    return [...names].every((name) => same(a[name], b[name]))
  }
  return a === b
}
