import type { Context } from '../platform/context.ts'
import { authorizeAdvisories } from './access.ts'
import type { AffectedImage, AfterImage } from './domain/product-finding.ts'
import { publishedImages } from './store/published-images.ts'

export interface ListAffectedImages {
  /** A CVE, or the id of an advisory. */
  readonly vulnerability: string
  /** The last image of the page before. */
  readonly after?: AfterImage
}

/** A page of published images; `next` is there when more follow. */
export interface AffectedImages {
  readonly items: readonly AffectedImage[]
  readonly next?: AfterImage
}

const page = 5000

/** Every published image and tag that a vulnerability affects, from the index alone (WAT-1). Security staff. */
export async function listAffectedImages(ctx: Context, input: ListAffectedImages): Promise<AffectedImages> {
  authorizeAdvisories(ctx)
  return ctx.transaction(async (tx) => {
    const advisoryIds = await publishedImages(tx).advisoriesAbout(input.vulnerability)
    const items = await publishedImages(tx).affectedBy(advisoryIds, input.after, page)
    const last = items.at(-1)
    return { items, ...(items.length === page && last && { next: last }) }
  })
}
