import { type Account, authorizeAccountOwner, authorizeSignedIn, findAccount } from '../accounts/index.ts'
import type { AccountId, TokenScope } from '../platform/actor.ts'
import type { Context } from '../platform/context.ts'
import { DomainError } from '../platform/errors.ts'
import { notYourAccount, subscriptionNotFound } from './domain/errors.ts'
import type { Subscription, SubscriptionId } from './domain/subscription.ts'
import { subscriptions } from './store/subscriptions.ts'

/** Who acts, and for which account. */
export interface Holder {
  readonly account: Account
  readonly person: AccountId
}

/**
 * The account that the caller may get things for: the own one, or an organization that the caller owns (STO-004).
 * An unknown name and a foreign one are refused alike (ARC-54).
 */
export async function authorizeHolder(ctx: Context, name?: string, scope: TokenScope = 'read'): Promise<Holder> {
  const person = authorizeSignedIn(ctx, scope)
  const account = await findAccount(ctx, name === undefined ? { id: person } : { name })
  if (!account) throw notYourAccount({ account: name ?? '' })
  await ownerOr(notYourAccount({ account: account.name }), ctx, account.id)
  return { account, person }
}

/** Refusals become the given one; other errors stay what they are. */
async function ownerOr(refusal: DomainError, ctx: Context, accountId: AccountId): Promise<void> {
  try {
    await authorizeAccountOwner(ctx, accountId)
  } catch (error) {
    throw error instanceof DomainError ? refusal : error
  }
}

/** The subscription, for its holder or an owner of the organization that holds it; for others it is not there. */
export async function authorizeSubscription(
  ctx: Context,
  id: SubscriptionId,
  scope: TokenScope = 'read',
): Promise<Subscription> {
  authorizeSignedIn(ctx, scope)
  const subscription = await ctx.transaction((tx) => subscriptions(tx).find(id))
  if (!subscription) throw subscriptionNotFound()
  await ownerOr(subscriptionNotFound(), ctx, subscription.accountId)
  return subscription
}
