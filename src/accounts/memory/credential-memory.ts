import { createHmac, randomBytes } from 'node:crypto'
import type { AccountId } from '../../platform/actor.ts'
import { minutes, seconds } from '../../platform/clock.ts'
import type { Context, Ports } from '../../platform/context.ts'
import type { Database, Tx } from '../../platform/db/database.ts'
import type { AuthenticatedCredential } from '../authenticate-credential.ts'

/** How long a credential that was right is believed, on every replica, if nothing was heard to the contrary. */
const freshness = seconds(5)
/** How long a password that was right need not be hashed again; its stored hash is looked up each time. */
const comparisonKept = minutes(1)
const mostRemembered = 10_000

/** What was found out about a credential. */
export interface Answer {
  readonly who: AuthenticatedCredential
  readonly askedAt: Date
  /** When the credential expires by itself. */
  readonly end: Date | null
  /** The memory's version when the question was put. */
  readonly version: number
}

interface Remembered {
  readonly who: AuthenticatedCredential
  readonly until: number
}

interface Comparison {
  readonly passwordHash: string
  readonly until: number
}

/**
 * What one running program remembers of credentials that were right a moment ago, so that the many token requests of one
 * `docker pull` neither hash a password nor ask the database each time (PRF-04). Wrong ones are never remembered.
 * Secrets are kept only as an HMAC under a key that no other program has and that ends with this one.
 */
export class CredentialMemory {
  readonly #key = randomBytes(32)
  readonly #credentials = new Map<string, Remembered>()
  readonly #comparisons = new Map<string, Comparison>()
  #version = 0
  #hears: () => boolean = () => false

  /** Who has this name and secret, when that was found out less than 5 s ago and nothing has changed since. */
  recall(name: string, secret: string, now: Date): AuthenticatedCredential | undefined {
    if (!this.#hears()) return undefined
    const known = this.#credentials.get(this.#digest('credential', name.toLowerCase(), secret))
    return known !== undefined && known.until > now.getTime() ? known.who : undefined
  }

  /** Counts what was heard: an answer that was asked for under an older number may be out of date already. */
  get version(): number {
    return this.#version
  }

  /** Nothing is kept while revocations would not be heard, or when one was heard since the question. */
  remember(name: string, secret: string, answer: Answer): void {
    if (!this.#hears() || answer.version !== this.#version) return
    const until = Math.min(answer.askedAt.getTime() + freshness, answer.end?.getTime() ?? Number.POSITIVE_INFINITY)
    put(this.#credentials, this.#digest('credential', name.toLowerCase(), secret), { who: answer.who, until })
  }

  /** Whether this password was compared with this stored hash within the last minute, and was right. */
  wasRight(accountId: AccountId, password: string, passwordHash: string, now: Date): boolean {
    const known = this.#comparisons.get(this.#digest('password', accountId, password))
    return known !== undefined && known.passwordHash === passwordHash && known.until > now.getTime()
  }

  noteRight(accountId: AccountId, password: string, passwordHash: string, now: Date): void {
    put(this.#comparisons, this.#digest('password', accountId, password), {
      passwordHash,
      until: now.getTime() + comparisonKept,
    })
  }

  /** Forgets the credentials of one account, or of everybody. */
  forget(accountId?: string): void {
    this.#version++
    for (const [key, { who }] of this.#credentials) {
      if (accountId === undefined || who.accountId === accountId) this.#credentials.delete(key)
    }
  }

  /** From now on changes are heard, and credentials are remembered. Answers how to stop. */
  hear(news: Pick<Database, 'listen' | 'hearsOthers'>): () => void {
    const stop = news.listen({
      onNews: ({ topic: about, key }) => {
        if (about === credentialNews) this.forget(key)
      },
      onGap: () => this.forget(),
    })
    this.#hears = () => news.hearsOthers()
    return () => {
      this.#hears = () => false
      this.forget()
      stop()
    }
  }

  #digest(...words: readonly string[]): string {
    return createHmac('sha256', this.#key).update(JSON.stringify(words)).digest('base64')
  }
}

/** Topic of the news that credentials of an account have changed; what was made from a revoked one is void. */
export const credentialNews = 'accounts.credentials'

/** Makes every program forget the account's credentials as soon as the transaction has committed. */
export async function tellCredentialsChanged(ctx: Context, tx: Tx, accountId: AccountId): Promise<void> {
  await ctx.announce(tx, { topic: credentialNews, key: accountId })
}

/** Adds as the newest; the oldest goes when there are too many. */
function put<Value>(entries: Map<string, Value>, key: string, value: Value): void {
  entries.delete(key)
  entries.set(key, value)
  if (entries.size <= mostRemembered) return
  for (const oldest of entries.keys()) {
    entries.delete(oldest)
    return
  }
}

// By its ports one tells running programs apart: a test may run several stores in one process.
const memories = new WeakMap<Ports, CredentialMemory>()

/** The memory of the program that the context belongs to. */
export function credentialMemoryOf(ctx: Context): CredentialMemory {
  const known = memories.get(ctx.ports)
  if (known) return known
  const fresh = new CredentialMemory()
  memories.set(ctx.ports, fresh)
  return fresh
}
