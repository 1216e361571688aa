import { recordAudit } from '../../audit/index.ts'
import { minutes } from '../../platform/clock.ts'
import type { Context } from '../../platform/context.ts'
import type { Tx } from '../../platform/db/database.ts'
import { type Damage, damageText } from '../domain/blob-damage.ts'
import type { Digest } from '../domain/digest.ts'
import { tellOutdated } from '../memory/registry-news.ts'
import { countDamage } from '../registry-metrics.ts'
import { candidates } from '../store/candidates.ts'
import { claims } from '../store/claims.ts'
import { damages } from '../store/damages.ts'

/** Programs of one store may differ by so much in what time it is. */
const skew = minutes(1)

/** What was found, and how many bytes there should be. */
export interface FoundDamage {
  readonly digest: Digest
  readonly size: number
  readonly what: Damage
  /** When the look at the bytes began: what was brought since then was not looked at. */
  readonly lookedAt: Date
}

/**
 * Takes damaged bytes out of the way, so that nobody gets them and the next push of the blob brings right ones: the blob counts as
 * absent from here on. While that happens the digest is being removed as far as uploads and the collector are concerned
 * (decision 0022). Whoever brings the blob just now, or did since the look, is left alone. Answers whether it was put aside.
 */
export async function putDamageAside(ctx: Context, found: FoundDamage): Promise<boolean> {
  const { digest, size, what } = found
  const remover = ctx.newId<'remover'>()
  const isMine = await ctx.transaction((tx) => claim(ctx, tx, remover, found))
  if (!isMine) return false
  const { blobs } = ctx.ports
  const isRight = what !== 'wrong_digest' && (await blobs.stat(digest))?.size === size
  if (!isRight) await blobs.setAside(digest)
  await ctx.transaction(async (tx) => {
    // By a program whose clock is far off.
    if (isRight) {
      await damages(tx).repaired(digest, ctx.clock.now())
      // A collector that took the row meanwhile has left the bytes to us.
      await candidates(tx).queueBlob(digest, ctx.clock.now())
    }
    await claims(tx).endRemovals(remover, [digest])
  })
  return !isRight
}

/** One transaction: whoever dies after it leaves a blob that is known to be damaged, and a removal that others finish. */
async function claim(ctx: Context, tx: Tx, remover: string, found: FoundDamage): Promise<boolean> {
  const { digest, lookedAt } = found
  await claims(tx).lock(digest)
  if (await claims(tx).isClaimed(digest)) return false
  if (await damages(tx).isBroughtSince(digest, new Date(lookedAt.getTime() - skew))) return false
  if (!(await note(ctx, tx, found))) return false
  return claims(tx).beginRemoval(remover, found, ctx.clock.now())
}

async function note(ctx: Context, tx: Tx, { digest, what }: FoundDamage): Promise<boolean> {
  if (!(await damages(tx).note(ctx.newId(), digest, what, ctx.clock.now()))) return false
  await recordAudit(ctx.within(tx), {
    action: 'registry.blob_damaged',
    subject: { kind: 'blob', id: digest, name: digest },
    details: { what },
  })
  for (const repository of await damages(tx).holdersOf(digest)) {
    await tellOutdated(ctx, tx, { what: 'blob', repository, digest })
  }
  countDamage(what)
  ctx.log.error({ digest, damage: what }, `A blob is damaged: the bytes of ${digest} ${damageText[what]}.`)
  return true
}
