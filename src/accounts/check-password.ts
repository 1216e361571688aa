import type { Context } from '../platform/context.ts'
import { hashPassword, verifyNothing, verifyPassword } from '../platform/crypto/passwords.ts'
import { type Login, plainName } from './domain/account.ts'
import { type AttemptLimit, secondsToWait, signInLimits } from './domain/attempts.ts'
import { badCredentials, emailNotConfirmed, tooManyAttempts } from './domain/errors.ts'
import { checkedPasswords } from './memory/checked-passwords.ts'
import { accounts } from './store/accounts.ts'
import { attempts } from './store/attempts.ts'

export interface Credentials {
  readonly name: string
  readonly secret: string
  readonly address?: string
}

// public: this is how one shows who one is.
/**
 * The person with this name (or confirmed address) and password. A try is counted before the password is looked at, so
 * that many at the same moment do not slip through; names that nobody has are counted and take as long as others.
 * Throws badCredentials, tooManyAttempts, and emailNotConfirmed to whoever knows the password.
 */
export async function checkPassword(ctx: Context, { name, secret, address }: Credentials): Promise<Login> {
  const plain = plainName(name)
  const login = await ctx.transaction((tx) => accounts(tx).loginOf(plain))
  if (!login || !checkedPasswords.isKnown(plain, secret, login.passwordHash, ctx.clock.now())) {
    const limits = signInLimits(plain, address)
    await countAttempt(ctx, limits)
    if (!login) await verifyNothing(secret)
    if (!login || !(await isRight(ctx, login, secret))) throw badCredentials()
    await forgetAttempt(ctx, limits)
  }
  if (!login.account.emailVerified) throw emailNotConfirmed()
  return login
}

// public: as above.
/** Counts a try under every limit. Throws tooManyAttempts. */
export async function countAttempt(ctx: Context, limits: readonly AttemptLimit[]): Promise<void> {
  const now = ctx.clock.now()
  const counts = await ctx.transaction((tx) => attempts(tx).count(limits, now))
  const retryAfter = secondsToWait(limits, counts, now)
  if (retryAfter !== undefined) throw tooManyAttempts({ retryAfter })
}

// public: as above.
/** The try was good: its first, narrowest limit begins anew, the others lose this try. */
export async function forgetAttempt(ctx: Context, [narrowest, ...others]: readonly AttemptLimit[]): Promise<void> {
  await ctx.transaction(async (tx) => {
    await attempts(tx).takeBack(others)
    if (narrowest) await attempts(tx).forget(narrowest.key)
  })
}

async function isRight(ctx: Context, { account, passwordHash }: Login, secret: string): Promise<boolean> {
  const { correct, rehash } = await verifyPassword(secret, passwordHash)
  if (!correct) return false
  const present = rehash ? await hashPassword(secret) : passwordHash
  if (rehash) await ctx.transaction((tx) => accounts(tx).setPasswordHash(account.id, present))
  checkedPasswords.remember(account.name, secret, present, ctx.clock.now())
  return true
}
