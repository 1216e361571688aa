import { recordAudit } from '../audit/index.ts' // planted: ARC-30

export const count = recordAudit
