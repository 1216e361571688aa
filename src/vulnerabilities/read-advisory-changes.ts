import type { Context } from '../platform/context.ts'
import type { AdvisoryChangePage } from './domain/advisory-change.ts'
import { advisoryChanges } from './store/advisory-changes.ts'

/** Which part of an import's list to read. */
export interface ReadAdvisoryChanges {
  /** As `advisories.changed` names it. */
  readonly batch: number
  /** `next` of the part before; absent for the first one. */
  readonly after?: string
  /** Changes of one part, at most 500. Default 100: each may name very many packages. */
  readonly limit?: number
}

// public: a step of the watch, which the queue runs.
/** New, changed and withdrawn records of an import, in pages by id; the same each time that it is read (WAT-1, WAT-4). */
export async function readAdvisoryChanges(ctx: Context, input: ReadAdvisoryChanges): Promise<AdvisoryChangePage> {
  const limit = Math.min(input.limit ?? 100, 500)
  const changes = await ctx.transaction((tx) => advisoryChanges(tx).page(input.batch, input.after ?? '', limit))
  const last = changes.at(-1)
  return { changes, ...(last && changes.length === limit && { next: last.id }) }
}
