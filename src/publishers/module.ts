import type { StoreModule } from '../platform/module.ts'
import { publishersRoutes } from './http/routes.ts'

export const publishersModule: StoreModule = { name: 'publishers', routes: publishersRoutes }
