import { recordAudit } from '../audit/index.ts'
import type { Role } from '../platform/actor.ts'
import type { Context } from '../platform/context.ts'
import { authorize } from './authorize.ts'
import type { Account } from './domain/account.ts'
import { accountNotFound, lastOperator } from './domain/errors.ts'
import { tellCredentialsChanged } from './memory/credential-memory.ts'
import { accounts } from './store/accounts.ts'
import { roleGrants } from './store/roles.ts'

/** Sets a person's staff roles (STO-013). Operators only; the last operator stays. Throws `accounts.last_operator`. */
export async function grantRoles(
  ctx: Context,
  input: { readonly username: string; readonly roles: readonly Role[] },
): Promise<{ account: Account; roles: readonly Role[] }> {
  authorize(ctx, 'accounts.administer')
  return ctx.transaction(async (tx) => {
    const operators = await roleGrants(tx).lockOperators()
    const account = await accounts(tx).byName(input.username)
    if (account?.kind !== 'user' || !account.emailVerified) throw accountNotFound({ name: input.username })
    const before = await roleGrants(tx).of(account.id)
    const leaves = before.includes('operator') && !input.roles.includes('operator')
    if (leaves && operators.length === 1) throw lastOperator()
    await roleGrants(tx).replace(account.id, input.roles, ctx.clock.now())
    const roles = await roleGrants(tx).of(account.id)
    await tellCredentialsChanged(ctx, tx, account.id)
    await recordAudit(ctx.within(tx), {
      action: 'accounts.roles_granted',
      subject: { kind: 'account', id: account.id, name: account.name },
      before,
      after: roles,
    })
    return { account, roles }
  })
}

/** Everybody with a staff role. Operators only. */
export async function listStaff(ctx: Context): Promise<{ account: Account; roles: readonly Role[] }[]> {
  authorize(ctx, 'accounts.administer')
  return ctx.transaction((tx) => roleGrants(tx).staff())
}
