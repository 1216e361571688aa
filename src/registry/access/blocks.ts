import { after, minutes, seconds } from '../../platform/clock.ts'
import type { Context } from '../../platform/context.ts'
import { pullDenied, tokenInvalid } from '../domain/errors.ts'
import { type Blocks, memoryOf } from '../memory/registry-memory.ts'
import { refreshTokens } from '../store/refresh-tokens.ts'
import type { Access } from './access.ts'
import { type Caller, pullQuestion } from './authorize-access.ts'
import { decide, failClosed } from './decide.ts'
import { tokenLifetimeSeconds } from './token-keys.ts'

/** As long as a token may be believed that was made just before its credential was revoked, and some. */
const longestBelief = seconds(tokenLifetimeSeconds) + minutes(5)

/**
 * What no token opens any more, at most 5 s old: two short queries, asked again every few seconds while requests come,
 * and at once when something was blocked or revoked (AUT-107). Synchronous while it is fresh, so that warm requests
 * do not wait. Throws registry.decision_failed when it cannot be known (AUT-109).
 */
export function blocksNow(ctx: Context): Blocks | Promise<Blocks> {
  return memoryOf(ctx).blocks.peek('', ctx.clock.now()) ?? loaded(ctx)
}

async function loaded(ctx: Context): Promise<Blocks> {
  const now = ctx.clock.now()
  return failClosed(ctx, async () => (await memoryOf(ctx).blocks.get('', now, () => load(ctx, now))) as Blocks)
}

async function load(ctx: Context, now: Date): Promise<Blocks> {
  const { access } = memoryOf(ctx)
  const since = after(now, -longestBelief)
  const system = ctx.as({ kind: 'system', reason: 'registry' })
  const [repositories, tokens, logins] = [
    await access.blockedRepositories(system),
    await access.revokedTokens(system, since),
    await ctx.transaction((tx) => refreshTokens(tx).revokedSince(since)),
  ]
  return { repositories: new Set(repositories), credentials: new Set([...tokens, ...logins]) }
}

/** Refuses a token whose credential was revoked after it was made: registry.token_invalid. */
export async function refuseRevoked(ctx: Context, access: Access): Promise<void> {
  if (access.credentialId === undefined) return
  const blocks = blocksNow(ctx)
  const { credentials } = blocks instanceof Promise ? await blocks : blocks
  if (credentials.has(access.credentialId)) throw tokenInvalid({ why: 'the login it was made from has been revoked' })
}

/** True when nobody but staff and its publisher may have content of the repository (STO-114). */
export async function isBlocked(ctx: Context, repository: string): Promise<boolean> {
  const blocks = blocksNow(ctx)
  return (blocks instanceof Promise ? await blocks : blocks).repositories.has(repository)
}

/** Refuses blobs of blocked content even to tokens that were made before: registry.pull_denied with the reason. */
export async function refuseBlocked(
  ctx: Context,
  { access, origin }: Caller & { readonly access: Access },
  repository: string,
): Promise<void> {
  if (access.staff || !(await isBlocked(ctx, repository))) return
  const answer = await decide(ctx, pullQuestion(access, origin, repository))
  if (!answer.allowed) throw pullDenied({ ...answer.refusal, repository, action: 'pull' })
}
