import type { Context } from '../platform/context.ts'
import { holds } from './access/access.ts'
import type { Caller } from './access/authorize-access.ts'
import { insufficientScope, loginRequired } from './domain/errors.ts'
import { repositories } from './store/repositories.ts'

export interface BrowseCatalog {
  readonly caller: Caller
  readonly last: string
  readonly limit: number
}

/** Names of all repositories, for operators (AUT-108). */
export async function browseCatalog(
  ctx: Context,
  input: BrowseCatalog,
): Promise<{ readonly repositories: readonly string[]; readonly next?: string }> {
  authorizeCatalog(input.caller)
  const found = await ctx.transaction((tx) => repositories(tx).names(input.last, input.limit + 1))
  const names = found.slice(0, input.limit)
  const next = found.length > input.limit ? names.at(-1) : undefined
  return { repositories: names, ...(next !== undefined && { next }) }
}

function authorizeCatalog({ access }: Caller): void {
  if (!access) throw loginRequired()
  if (holds(access, 'registry', 'catalog', '*')) return
  throw insufficientScope({ reason: 'unknown', text: 'the list of all repositories is open to operators only' })
}
