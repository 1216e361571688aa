import { accountsModule } from '../accounts/module.ts'
import { auditModule } from '../audit/module.ts'
import { billingModule } from '../billing/module.ts'
import { catalogModule } from '../catalog/module.ts'
import { checkoutModule } from '../checkout/module.ts'
import { licensingModule } from '../licensing/module.ts'
import { moderationModule } from '../moderation/module.ts'
import { notificationsModule } from '../notifications/module.ts'
import type { StoreModule } from '../platform/module.ts'
import { publishersModule } from '../publishers/module.ts'
import { registryModule } from '../registry/module.ts'
import { vulnerabilitiesModule } from '../vulnerabilities/module.ts'
import { webhooksModule } from '../webhooks/module.ts'

/** Everything the store is made of. Order matters only for the list of calls in the API description. */
export const modules: readonly StoreModule[] = [
  accountsModule,
  publishersModule,
  catalogModule,
  registryModule,
  vulnerabilitiesModule,
  moderationModule,
  licensingModule,
  checkoutModule,
  billingModule,
  notificationsModule,
  webhooksModule,
  auditModule,
]
