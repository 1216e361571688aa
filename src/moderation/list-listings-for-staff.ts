import { type Listing, listListings } from '../catalog/index.ts'
import type { Context } from '../platform/context.ts'
import { authorizeReviewer } from './authorize-submission.ts'

/** All listings with their public state, those on hold first. Staff only. */
export async function listListingsForStaff(ctx: Context): Promise<Listing[]> {
  authorizeReviewer(ctx)
  return listListings(ctx)
}
