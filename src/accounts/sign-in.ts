import type { Context } from '../platform/context.ts'
import { checkPassword } from './check-password.ts'
import { type OpenedSession, openSession } from './open-session.ts'

export interface SignIn {
  readonly username: string
  readonly password: string
  /** What the browser says of itself. */
  readonly client?: string
}

// public: this is how one shows who one is.
/** Opens a session for whoever knows name and password. Throws as checkPassword does. */
export async function signIn(ctx: Context, input: SignIn): Promise<OpenedSession> {
  const address = ctx.actor.kind === 'anonymous' || ctx.actor.kind === 'user' ? ctx.actor.address : undefined
  const { account, roles } = await checkPassword(ctx, {
    name: input.username,
    secret: input.password,
    ...(address !== undefined && { address }),
  })
  return openSession(ctx, { account, roles, client: input.client ?? '', address: address ?? '' })
}
