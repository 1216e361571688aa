import type { ProductId } from './listing.ts'

/** The repositories or tags of a product's plans were saved: they are scanned at once (STO-072). */
export interface ProductSourcesSaved {
  readonly type: 'product.sources-saved'
  readonly productId: ProductId
  readonly repositories: readonly { readonly repository: string; readonly tag: string }[]
}
