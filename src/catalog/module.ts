import type { StoreModule } from '../platform/module.ts'
import { catalogRoutes } from './http/routes.ts'

export const catalogModule: StoreModule = { name: 'catalog', routes: catalogRoutes }
