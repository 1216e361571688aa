import { plansOfRepository } from '../../catalog/index.ts'
import type { Context } from '../../platform/context.ts'
import type { Digest } from '../domain/digest.ts'
import { blobExamination } from '../store/blob-examination.ts'

/** " (needed by store/acme/widget:1.0 of the product widget, …)", or how the blob is not needed. */
export async function whereMissed(ctx: Context, digest: Digest): Promise<string> {
  const all = await ctx.transaction((tx) => blobExamination(tx).missedBy(digest))
  if (all.length === 0) return ' (no manifest needs it)'
  // An untagged image of a tag's list is not news beside the tag.
  const tagged = new Set(all.flatMap(({ repository, tag }) => (tag === undefined ? [] : [repository])))
  const places = all.filter(({ repository, tag }) => tag !== undefined || !tagged.has(repository))
  const texts: string[] = []
  for (const { repository, tag } of places.slice(0, 10)) {
    texts.push(`${repository}${tag === undefined ? '' : `:${tag}`}${await productOf(ctx, repository)}`)
  }
  const more = places.length > texts.length ? ` and ${places.length - texts.length} more` : ''
  return ` (needed by ${texts.join(', ')}${more})`
}

async function productOf(ctx: Context, repository: string): Promise<string> {
  if (!repository.startsWith('store/')) return ''
  const [plan] = await plansOfRepository(ctx, repository)
  return plan ? ` of the product ${plan.listing.slug}` : ''
}
