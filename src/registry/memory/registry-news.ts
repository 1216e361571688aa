import { credentialNews } from '../../accounts/index.ts'
import type { Context } from '../../platform/context.ts'
import type { Database, News, NewsListener, Tx } from '../../platform/db/database.ts'
import type { PullAnswer } from '../access/access-source.ts'
import { memoryOf, type RegistryMemory } from './registry-memory.ts'

/** What programs are told to forget. */
export type Outdated =
  | { readonly what: 'tag'; readonly repository: string; readonly tag: string }
  | { readonly what: 'manifest'; readonly repository: string; readonly digest: string }
  | { readonly what: 'blob'; readonly repository: string; readonly digest: string }
  /** All tags, manifests and blobs of a repository. */
  | { readonly what: 'repository'; readonly repository: string }
  /** Decisions for an account or about a product; neither: all of them. */
  | { readonly what: 'decisions'; readonly accountId?: string; readonly productId?: string }
  /** Stored logins of an account were revoked. */
  | { readonly what: 'logins'; readonly accountId: string }

const topic = 'registry'

/** Makes every program forget what the transaction changes, as soon as it has committed. */
export async function tellOutdated(ctx: Context, tx: Tx, outdated: Outdated): Promise<void> {
  await ctx.announce(tx, { topic, key: JSON.stringify(outdated) })
}

/** Connects the memory of a program with the news. Answers how to part them. */
export function hearNews(ctx: Context, news: Pick<Database, 'listen' | 'hearsOthers'>): () => void {
  const memory = memoryOf(ctx)
  memory.hearsOthers = () => news.hearsOthers()
  const stop = news.listen(listenerFor(memory))
  return () => {
    memory.hearsOthers = () => false
    stop()
  }
}

function listenerFor(memory: RegistryMemory): NewsListener {
  return {
    onNews: (news: News) => {
      if (news.topic === credentialNews) memory.blocks.forget(() => true)
      if (news.topic === topic) forget(memory, JSON.parse(news.key) as Outdated)
    },
    onGap: () => {
      const { tags, mediaTypes, blobSizes, decisions, admissions, logins, blocks } = memory
      for (const cache of [tags, mediaTypes, blobSizes, decisions, admissions, logins, blocks]) cache.forget(() => true)
    },
  }
}

function forget(memory: RegistryMemory, outdated: Outdated): void {
  switch (outdated.what) {
    case 'tag':
      memory.tags.delete(`${outdated.repository} ${outdated.tag}`)
      break
    case 'manifest':
      memory.mediaTypes.delete(`${outdated.repository} ${outdated.digest}`)
      break
    case 'blob':
      memory.blobSizes.delete(`${outdated.repository} ${outdated.digest}`)
      break
    case 'repository':
      for (const cache of [memory.tags, memory.mediaTypes, memory.blobSizes])
        cache.forget((key) => key.startsWith(`${outdated.repository} `))
      break
    case 'logins':
      memory.logins.forget((_key, subject) => subject.accountId === outdated.accountId)
      memory.blocks.forget(() => true)
      break
    case 'decisions':
      forgetDecisions(memory, outdated)
  }
}

function forgetDecisions(memory: RegistryMemory, { accountId, productId }: Outdated & { what: 'decisions' }): void {
  const isOutdated = (key: string, answer: PullAnswer): boolean => {
    if (accountId !== undefined && key.startsWith(`${accountId} `)) return true
    if (productId !== undefined && answer.allowed && answer.productId === productId) return true
    return accountId === undefined && productId === undefined
  }
  // What became of a listing may be that it was blocked.
  if (accountId === undefined) memory.blocks.forget(() => true)
  memory.decisions.forget(isOutdated)
  memory.admissions.forget(isOutdated)
}
