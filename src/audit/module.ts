import type { StoreModule } from '../platform/module.ts'
import { auditRoutes } from './http/routes.ts'

export const auditModule: StoreModule = { name: 'audit', routes: auditRoutes }
