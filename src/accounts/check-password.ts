import { after } from '../platform/clock.ts'
import type { Context } from '../platform/context.ts'
import { hashPassword, verifyNothing, verifyPassword } from '../platform/crypto/passwords.ts'
import type { Id } from '../platform/ids.ts'
import { networkOf } from '../platform/network.ts'
import type { Account } from './domain/account.ts'
import { badCredentials, emailNotConfirmed, tooManyAttempts } from './domain/errors.ts'
import { failureWindow, limitedKeys, waitSeconds } from './domain/sign-in-limit.ts'
import { credentialMemoryOf } from './memory/credential-memory.ts'
import { accounts } from './store/accounts.ts'
import { signInFailures } from './store/sign-in-failures.ts'

export interface CheckPassword {
  readonly name: string
  readonly password: string
  readonly address: string
}

// public: a step of signing in; it is the check itself.
/**
 * Finds the person by user name or address and password. Failures are counted (AUT-037); the text never tells whether
 * the name exists. Throws `accounts.bad_credentials`, `accounts.email_not_confirmed`, `accounts.too_many_attempts`.
 */
export async function checkPassword(ctx: Context, input: CheckPassword): Promise<Account> {
  const found = await ctx.transaction((tx) => accounts(tx).forSignIn(input.name))
  if (!found || !wasRight(ctx, found, input.password)) await compare(ctx, input, found)
  const account = found?.account as Account
  if (!account.emailVerified) throw emailNotConfirmed()
  return account
}

type Found = { readonly account: Account; readonly passwordHash: string }

const wasRight = (ctx: Context, { account, passwordHash }: Found, password: string): boolean =>
  credentialMemoryOf(ctx).wasRight(account.id, password, passwordHash, ctx.clock.now())

/** Counts the try as a failure first, so that many at once do not slip through, and takes it back when it was right. */
async function compare(ctx: Context, input: CheckPassword, found: Found | undefined): Promise<void> {
  const attempt = await countAttempt(ctx, input)
  if (!found) {
    await verifyNothing(input.password)
    throw badCredentials()
  }
  const { account, passwordHash } = found
  const { correct, rehash } = await verifyPassword(input.password, passwordHash)
  if (!correct) throw badCredentials()
  const replacement = rehash ? await hashPassword(input.password) : undefined
  await ctx.transaction(async (tx) => {
    await signInFailures(tx).takeBack(attempt)
    await signInFailures(tx).forget(limitedKeys(input.name, networkOf(input.address))[0].key)
    if (replacement !== undefined) await accounts(tx).setPassword(account.id, replacement)
  })
  credentialMemoryOf(ctx).noteRight(account.id, input.password, replacement ?? passwordHash, ctx.clock.now())
}

async function countAttempt(ctx: Context, { name, address }: CheckPassword): Promise<Id> {
  const limits = limitedKeys(name, networkOf(address))
  const keys = limits.map(({ key }) => key)
  const now = ctx.clock.now()
  const attempt = ctx.newId()
  await ctx.transaction(async (tx) => {
    await signInFailures(tx).lock(limits[0].key)
    const failures = await signInFailures(tx).since(keys, after(now, -failureWindow))
    const retryAfter = Math.max(...limits.map(({ key, most }) => waitSeconds(failures.get(key) ?? [], most, now)))
    if (retryAfter > 0) throw tooManyAttempts({ retryAfter })
    await signInFailures(tx).add(keys, now, attempt)
  })
  return attempt
}
