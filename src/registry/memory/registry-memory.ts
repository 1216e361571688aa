import { hash } from 'node:crypto'
import { seconds } from '../../platform/clock.ts'
import type { Context, Ports } from '../../platform/context.ts'
import type { TokenCheck, TokenKey } from '../../platform/crypto/signed-token.ts'
import type { Access } from '../access/access.ts'
import type { AccessSource, PullAnswer, Subject } from '../access/access-source.ts'
import type { Digest } from '../domain/digest.ts'
import type { QueueCount } from '../store/candidates.ts'
import { AccessBuffer } from './access-buffer.ts'
import { BoundedCache, ExpiringCache } from './bounded-cache.ts'
import type { CachedManifest } from './cached-manifest.ts'
import { LoadingCache } from './loading-cache.ts'

const manifestBudget = 64 * 1024 * 1024
/** What the database said is believed for at most 5 s, on every replica (AUT-008, AUT-107). */
const belief = { freshness: seconds(5), refreshAfter: seconds(2) }

/** What no token opens any more. */
export interface Blocks {
  /** Repositories whose listing was blocked (STO-114). */
  readonly repositories: ReadonlySet<string>
  /** Access tokens and stored logins that were revoked while tokens made from them may still live. */
  readonly credentials: ReadonlySet<string>
}

/** What one running program remembers of the registry. All of it can be lost without harm but the buffer, which is written on stop. */
export class RegistryMemory {
  #access: AccessSource | undefined
  /** Stored blobs are being read again by this program. */
  verifying: { stop(): void; readonly ended: Promise<void> } | undefined
  /** When this program began: what others of its kind left before belongs to nobody, where it is alone. */
  readonly startedAt: Date
  /** Names this program among those that share the work. */
  readonly program: string
  /** By media type and digest: content that never changes, whichever repositories have it. */
  readonly manifests = new BoundedCache<CachedManifest>(manifestBudget)
  /** Media types of the manifests that a repository has, by repository and digest. */
  readonly mediaTypes = new LoadingCache<string>(50_000, belief)
  /** Digests of tags, by repository and tag. */
  readonly tags = new LoadingCache<Digest>(50_000, belief)
  /** Sizes of blobs that a repository may hand out. */
  readonly blobSizes = new LoadingCache<number>(50_000, belief)
  /** Pulls that licensing allowed. Refusals are asked again each time. */
  readonly decisions = new LoadingCache<PullAnswer>(50_000, belief)
  /** Pulls of a tag or digest that licensing allowed, perhaps by a tag that reaches the digest (AUT-105). */
  readonly admissions = new LoadingCache<PullAnswer>(50_000, belief)
  /** Whose stored logins were shown, by hash of the refresh token. */
  readonly logins = new LoadingCache<Subject>(20_000, belief)
  /** What is refused whatever a token says; one entry. */
  readonly blocks = new LoadingCache<Blocks>(1, belief)
  /** Verified tokens by hash. */
  readonly tokens = new ExpiringCache<Access>(20_000)
  /** The last count of the collector's queue, and when it was made in milliseconds since 1970. */
  queue: { readonly count: QueueCount; readonly countedAt: number } | undefined
  readonly log = new AccessBuffer()
  /** Uploads that a request is writing to right now. */
  readonly busyUploads = new Map<string, Promise<void>>()
  signer: { readonly key: TokenKey; readonly until: Date } | undefined
  check: { readonly run: TokenCheck; readonly loadedAt: Date } | undefined
  /** Whether this program hears when another one moves a tag; until it does, tags that can move are not remembered. */
  hearsOthers: () => boolean = () => false

  constructor(startedAt: Date, program: string) {
    this.startedAt = startedAt
    this.program = program
  }

  get access(): AccessSource {
    if (!this.#access) throw new Error('The registry was not told who knows accounts and licences.')
    return this.#access
  }

  connect(access: AccessSource): void {
    this.#access = access
  }
}

/** Under which key a verified token is remembered: its hash, so that memory holds no tokens. */
export const tokenKey = (token: string): string => hash('sha256', token, 'base64')

// By its ports one tells running programs apart: a test may run several stores in one process.
const memories = new WeakMap<Ports, RegistryMemory>()

/** The memory of the program that the context belongs to. */
export function memoryOf(ctx: Context): RegistryMemory {
  const known = memories.get(ctx.ports)
  if (known) return known
  const fresh = new RegistryMemory(ctx.clock.now(), ctx.newId<'program'>())
  memories.set(ctx.ports, fresh)
  return fresh
}

/** Tells the registry of a program who knows accounts and licences. */
export function connectAccess(ctx: Context, access: AccessSource): void {
  memoryOf(ctx).connect(access)
}
