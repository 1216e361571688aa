import { showListing } from '../show-listing.ts'
import { listings } from '../store/listings.ts' // planted: ARC-22
import type { Tx } from '../../platform/db/database.ts' // planted: ARC-22

export const routes = (tx: Tx) => [showListing, listings(tx)]
