import { accountsModule } from '../accounts/module.ts'
import { findAccount } from '../accounts/index.ts'
import { scrypt } from '../accounts/domain/password.ts' // planted: ARC-30

export const all = [accountsModule, findAccount, scrypt]
