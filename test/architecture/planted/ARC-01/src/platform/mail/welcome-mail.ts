import { DomainError } from '../errors.ts'
import type { Account } from '../../accounts/index.ts' // planted: ARC-01
export { findAccount } from '../../accounts/index.ts' // planted: ARC-01

export const welcome = (account: Account) => new DomainError('invalid', 'mail.x', account.name)
export const late = () => import('../../catalog/index.ts') // planted: ARC-01
export type Later = import('../../audit/index.ts').Entry // planted: ARC-01
// import { nothing } from '../../registry/index.ts'
export const text = "import { nothing } from '../../registry/index.ts'"
