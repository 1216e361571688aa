import type { FastifyInstance } from 'fastify'
import { mediaRoutes } from './media-routes.ts'
import { productRoutes } from './product-routes.ts'
import { storefrontRoutes } from './storefront-routes.ts'

/** The catalogue's part of the JSON interface. */
export async function catalogRoutes(app: FastifyInstance): Promise<void> {
  storefrontRoutes(app)
  productRoutes(app)
  await app.register(mediaRoutes)
}
