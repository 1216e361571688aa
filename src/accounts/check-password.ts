import { after, minutes } from '../platform/clock.ts'
import type { Context } from '../platform/context.ts'
import { hashPassword, verifyNothing, verifyPassword } from '../platform/crypto/passwords.ts'
import { hashToken } from '../platform/crypto/tokens.ts'
import type { Account } from './domain/account.ts'
import { badCredentials, emailNotConfirmed, tooManyAttempts } from './domain/errors.ts'
import { failureWindow, limitedKeys, waitSeconds } from './domain/sign-in-limit.ts'
import { accounts } from './store/accounts.ts'
import { signInFailures } from './store/sign-in-failures.ts'

export interface CheckPassword {
  readonly name: string
  readonly password: string
  readonly address: string
}

/** Comparisons that succeeded, so that docker's many token requests do not hash each time (PRF-04). */
const checked = new Map<string, { readonly passwordHash: string; readonly until: Date }>()
const mostChecked = 10_000

// public: a step of signing in; it is the check itself.
/**
 * Finds the person by user name or address and password. Failures are counted (AUT-037); the text never tells whether
 * the name exists. Throws `accounts.bad_credentials`, `accounts.email_not_confirmed`, `accounts.too_many_attempts`.
 */
export async function checkPassword(ctx: Context, input: CheckPassword): Promise<Account> {
  const keys = limitedKeys(input.name, input.address)
  const now = ctx.clock.now()
  const found = await ctx.transaction(async (tx) => {
    const failures = await signInFailures(tx).since(
      keys.map(({ key }) => key),
      after(now, -failureWindow),
    )
    const waits = keys.map(({ key, most }) => waitSeconds(failures.get(key) ?? [], most, now))
    const retryAfter = Math.max(...waits)
    if (retryAfter > 0) throw tooManyAttempts({ retryAfter })
    return accounts(tx).forSignIn(input.name)
  })
  if (!(await matches(ctx, input, found))) {
    await ctx.transaction((tx) =>
      signInFailures(tx).add(
        keys.map(({ key }) => key),
        now,
      ),
    )
    throw badCredentials()
  }
  const account = found?.account as Account
  if (!account.emailVerified) throw emailNotConfirmed()
  return account
}

type Found = { readonly account: Account; readonly passwordHash: string } | undefined

async function matches(ctx: Context, { name, password, address }: CheckPassword, found: Found): Promise<boolean> {
  if (!found) {
    await verifyNothing(password)
    return false
  }
  const { account, passwordHash } = found
  const now = ctx.clock.now()
  const key = hashToken(`${account.id}\n${password}`)
  const known = checked.get(key)
  if (known && known.passwordHash === passwordHash && known.until > now) return true
  const { correct, rehash } = await verifyPassword(password, passwordHash)
  if (!correct) return false
  const replacement = rehash ? await hashPassword(password) : undefined
  await ctx.transaction(async (tx) => {
    await signInFailures(tx).forget(limitedKeys(name, address)[0].key)
    if (replacement !== undefined) await accounts(tx).setPassword(account.id, replacement)
  })
  if (checked.size >= mostChecked) checked.clear()
  checked.set(key, { passwordHash: replacement ?? passwordHash, until: after(now, minutes(1)) })
  return true
}
