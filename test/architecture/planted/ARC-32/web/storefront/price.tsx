import type { ListingView } from '../../src/catalog/http/views.ts'
import { ListingView as schema } from '../../src/catalog/http/views.ts' // planted: ARC-32
import type { Listing } from '../../src/catalog/index.ts' // planted: ARC-32
import { type CardView } from '../../src/catalog/http/views.ts' // planted: ARC-32

export const Price = (props: { listing: ListingView & Listing & CardView }) => <p>{[props, schema].length}</p>
