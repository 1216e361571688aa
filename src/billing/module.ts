import type { StoreModule } from '../platform/module.ts'
import { billingRoutes } from './http/routes.ts'

export const billingModule: StoreModule = { name: 'billing', routes: billingRoutes }
