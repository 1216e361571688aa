import type { Context } from '../platform/context.ts'
import { type Access, holds } from './access/access.ts'
import { type Caller, pullQuestion } from './access/authorize-access.ts'
import { decide, failClosed } from './access/decide.ts'
import { insufficientScope, loginRequired } from './domain/errors.ts'
import { placeOf } from './domain/namespace.ts'
import { memoryOf } from './memory/registry-memory.ts'
import { repositories } from './store/repositories.ts'

/** Names that one request looks at when each must be decided; a shorter page with a next one is no harm. */
const mostDecided = 100

export interface BrowseCatalog {
  readonly caller: Caller
  /** Continues after this name. */
  readonly last: string
  /** Names at most, 1 to 1000. */
  readonly limit: number
}

export interface CatalogPage {
  readonly repositories: readonly string[]
  /** Continue after this name, which need not be on the page; undefined on the last one. */
  readonly next?: string
}

/**
 * Names of the repositories that the caller may see: staff all of them, others what they may pull of the shelf and of
 * the operator's own images, and the workplaces of the publishers that they belong to.
 */
export async function browseCatalog(ctx: Context, input: BrowseCatalog): Promise<CatalogPage> {
  const access = authorizeCatalog(input.caller)
  const { last } = input
  const limit = access.staff ? input.limit : Math.min(input.limit, mostDecided)
  const found = await namesFor(ctx, access, last, limit + 1)
  const looked = found.slice(0, limit)
  const names = access.staff ? looked : await visible(ctx, { ...input.caller, access }, looked)
  const next = found.length > limit ? looked.at(-1) : undefined
  return { repositories: names, ...(next !== undefined && { next }) }
}

function authorizeCatalog({ access }: Caller): Access {
  if (!access) throw loginRequired()
  if (holds(access, 'registry', 'catalog', '*')) return access
  throw insufficientScope({ reason: 'unknown', text: 'this token does not open the list of repositories' })
}

async function namesFor(ctx: Context, access: Access, last: string, limit: number): Promise<readonly string[]> {
  if (access.staff) return ctx.transaction((tx) => repositories(tx).names(last, limit))
  // A limited token reaches published content only (STO-071).
  const { accountId, limitedTo } = access
  const own =
    accountId === undefined || limitedTo !== null
      ? []
      : await failClosed(ctx, () => memoryOf(ctx).access.namespacesOf(ctx, accountId))
  return ctx.transaction((tx) => repositories(tx).namesWithin(own, last, limit))
}

async function visible(
  ctx: Context,
  { access, origin }: Caller & { readonly access: Access },
  names: readonly string[],
): Promise<readonly string[]> {
  const seen: string[] = []
  for (const name of names) {
    if (placeOf(name).kind !== 'store' || (await decide(ctx, pullQuestion(access, origin, name))).allowed) {
      seen.push(name)
    }
  }
  return seen
}
