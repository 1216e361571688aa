import { setTimeout as wait } from 'node:timers/promises'
import { days, minutes, seconds } from '../platform/clock.ts'
import type { Context } from '../platform/context.ts'
import { DomainError } from '../platform/errors.ts'
import { checkBytes } from './access/check-bytes.ts'
import { putDamageAside } from './access/put-damage-aside.ts'
import type { Damage } from './domain/blob-damage.ts'
import { restAfter } from './domain/byte-rate.ts'
import type { Digest } from './domain/digest.ts'
import { countVerified } from './registry-metrics.ts'
import { damages } from './store/damages.ts'
import { type DueBlob, verifications } from './store/verifications.ts'

/** A blob that was found right is left alone for so long. */
export const verifiedFor = days(30)
/** A worker that gave no sign for so long has died. */
const silence = minutes(2)
const beatEvery = seconds(20)
const page = 100
/** So many blobs that the disk refuses to give: it is not about one of them. */
const mostUnreadable = 100

export interface VerifyBlobs {
  /** Bytes per second; 0: as fast as it goes. */
  readonly rate: number
  /** Only what this repository hands out. */
  readonly repository?: string
  /** Also what was verified in the last 30 days. */
  readonly all?: boolean
  /** Ends the reading; what was not read to its end is read again next time. */
  readonly signal?: AbortSignal
  readonly onProgress?: (so: Verified) => void
}

/** What came of it. */
export interface Verified {
  /** `elsewhere`: another program is at it. */
  readonly end: 'complete' | 'stopped' | 'elsewhere'
  readonly blobs: number
  readonly bytes: number
  readonly damaged: readonly { readonly digest: Digest; readonly what: Damage }[]
  readonly repaired: number
  /** The storage would not give their bytes, which says nothing about them: they are read again next time. */
  readonly unreadable: readonly Digest[]
}

// public: housekeeping of the store itself, by a timer or the operator's command; listDamage is what people see of it.
/**
 * Reads stored blobs again, the longest unread first, and compares them with their digests. Damaged ones are put aside and
 * noted; ones that are right again are noted too. One program at a time, at a rate; it can be ended and goes on where it was.
 */
export async function verifyBlobs(ctx: Context, input: VerifyBlobs): Promise<Verified> {
  const round = new VerificationRound(ctx, input)
  if (!(await round.take())) return { ...round.so, end: 'elsewhere' }
  try {
    const end = await round.run()
    return { ...round.so, end }
  } finally {
    await round.leave()
  }
}

class VerificationRound {
  readonly #ctx: Context
  readonly #input: VerifyBlobs
  readonly #worker: string
  readonly #before: Date
  /** Looked at in this round without a verdict: somebody was bringing it, or the storage did not give it. */
  readonly #passed = new Set<Digest>()
  readonly #unreadable: Digest[] = []
  readonly #damaged: { digest: Digest; what: Damage }[] = []
  #blobs = 0
  #bytes = 0
  #repaired = 0
  #beatAt: number
  readonly #begun = performance.now()

  constructor(ctx: Context, input: VerifyBlobs) {
    this.#ctx = ctx
    this.#input = input
    this.#worker = ctx.newId<'worker'>()
    const now = ctx.clock.now()
    this.#before = input.all ? now : new Date(now.getTime() - verifiedFor)
    this.#beatAt = this.#begun
  }

  get so(): Omit<Verified, 'end'> {
    const [damaged, unreadable] = [this.#damaged, this.#unreadable]
    return { blobs: this.#blobs, bytes: this.#bytes, damaged, repaired: this.#repaired, unreadable }
  }

  take(): Promise<boolean> {
    const now = this.#ctx.clock.now()
    return this.#ctx.transaction((tx) => verifications(tx).take(this.#worker, new Date(now.getTime() - silence), now))
  }

  async leave(): Promise<void> {
    await this.#ctx.transaction((tx) => verifications(tx).leave(this.#worker))
  }

  async run(): Promise<Verified['end']> {
    for (;;) {
      const due = await this.#due()
      if (due.length === 0) return 'complete'
      for (const blob of due) {
        if (this.#input.signal?.aborted) return 'stopped'
        if (!(await this.#beat())) return 'elsewhere'
        const done = await this.#verify(blob)
        if (!done) return this.#input.signal?.aborted ? 'stopped' : 'elsewhere'
        this.#input.onProgress?.({ ...this.so, end: 'stopped' })
      }
    }
  }

  async #due(): Promise<readonly DueBlob[]> {
    const limit = page + this.#passed.size
    const due = await this.#ctx.transaction((tx) => verifications(tx).due(this.#before, this.#input.repository, limit))
    return due.filter(({ digest }) => !this.#passed.has(digest))
  }

  /** False when the reading was ended before its end. */
  async #verify(blob: DueBlob): Promise<boolean> {
    const lookedAt = this.#ctx.clock.now()
    let what: Damage | undefined
    try {
      what = await checkBytes(this.#ctx, blob, (count) => this.#read(count))
    } catch (error) {
      if (error instanceof Ended) return false
      // A storage that is out of reach says so in our words; anything else is about this blob, and must not keep us from the others.
      if (error instanceof DomainError || this.#unreadable.length >= mostUnreadable) throw error
      this.#ctx.log.error({ err: error, digest: blob.digest }, 'The storage does not give the bytes of a blob')
      this.#unreadable.push(blob.digest)
      this.#passed.add(blob.digest)
      return true
    }
    this.#blobs++
    countVerified(what === undefined ? blob.size : 0)
    if (what === undefined) await this.#isRight(blob)
    else if (blob.damaged) await this.#stillDamaged(blob, what)
    else if (await putDamageAside(this.#ctx, { ...blob, what, lookedAt })) {
      this.#damaged.push({ digest: blob.digest, what })
    } else this.#passed.add(blob.digest)
    return true
  }

  async #isRight({ digest, damaged }: DueBlob): Promise<void> {
    const now = this.#ctx.clock.now()
    await this.#ctx.transaction(async (tx) => {
      if (damaged && (await damages(tx).repaired(digest, now))) this.#repaired++
      else await verifications(tx).verified(digest, now)
    })
  }

  async #stillDamaged({ digest }: DueBlob, what: Damage): Promise<void> {
    this.#damaged.push({ digest, what })
    await this.#ctx.transaction((tx) => verifications(tx).verified(digest, this.#ctx.clock.now()))
  }

  async #read(count: number): Promise<void> {
    this.#bytes += count
    const { signal, rate } = this.#input
    const rest = restAfter({ bytes: this.#bytes, elapsed: performance.now() - this.#begun, rate })
    if (signal?.aborted || !(await this.#beat())) throw new Ended()
    // In small rests, so that it ends soon when it is told to, and gives its signs of life.
    for (let left = rest; left > 0; left -= beatEvery) {
      await wait(Math.min(left, beatEvery), undefined, { signal }).catch(() => {
        throw new Ended()
      })
      if (!(await this.#beat())) throw new Ended()
    }
  }

  /** A sign of life from time to time; false when another program has taken the place. */
  async #beat(): Promise<boolean> {
    const now = performance.now()
    if (now - this.#beatAt < beatEvery) return true
    this.#beatAt = now
    return this.take()
  }
}

/** The reading was ended from outside. */
class Ended extends Error {}
