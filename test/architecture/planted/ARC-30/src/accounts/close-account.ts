import { recordAudit } from '../audit/index.ts'
import { cancelSubscriptions } from '../licensing/index.ts' // planted: ARC-30
import type { Order } from '../checkout/index.ts' // planted: ARC-30
import { audits } from '../audit/store/audits.ts' // planted: ARC-30
import { auditModule } from '../audit/module.ts' // planted: ARC-30

export const all = [recordAudit, cancelSubscriptions, audits, auditModule]
export type All = Order
