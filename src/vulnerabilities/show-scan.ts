import type { Context } from '../platform/context.ts'
import { resolveImage } from '../registry/index.ts'
import { endOfLifeOf } from '../scanner/index.ts'
import { authorizeScanReader } from './access.ts'
import { imageNotFound } from './domain/errors.ts'
import { type AgedFeedState, aged, usualMostAge } from './domain/feed.ts'
import type { Finding } from './domain/finding.ts'
import type { Scan } from './domain/scan.ts'
import { feeds } from './store/feeds.ts'
import { scans } from './store/scans.ts'

/** Which image's result to show. */
export interface ShowScan {
  readonly repository: string
  readonly reference: string
}

/** An image's result: no scan yet, one under way, or everything that was found. */
export interface ShownScan extends ShowScan {
  readonly digest: string
  readonly scan?: Scan
  readonly findings: readonly Finding[]
  /** Data that the matching used and their age (ADV-9); ecosystems without any are named as uncovered in the view (DAT-2). */
  readonly feeds: readonly AgedFeedState[]
  /** The last day (`YYYY-MM-DD`) on which the image's distribution gave security updates, when that day is over. */
  readonly osEndedOn?: string
}

/** Shows what a scan found: components with evidence, findings with severity and explanation (STO-072, STO-093, STO-094). */
export async function showScan(ctx: Context, input: ShowScan): Promise<ShownScan> {
  await authorizeScanReader(ctx, input.repository, input.reference)
  return ctx.transaction(async (tx) => {
    const image = await resolveImage(ctx.within(tx), input)
    if (!image) throw imageNotFound(input)
    const scan = await scans(tx).find(image.digest)
    const osEndedOn = endedOn(scan, ctx.clock.now())
    return {
      repository: input.repository,
      reference: input.reference,
      digest: image.digest,
      ...(scan && { scan }),
      ...(osEndedOn !== undefined && { osEndedOn }),
      findings: scan ? await scans(tx).findings(image.digest) : [],
      feeds: aged(await feeds(tx).states(), ctx.clock.now(), ctx.settings.advisories?.mostAge ?? usualMostAge),
    }
  })
}

function endedOn(scan: Scan | undefined, now: Date): string | undefined {
  const platform = scan?.image?.platforms.find(({ components }) => components.distribution)
  const day = platform?.components.distribution && endOfLifeOf(platform.components.distribution)
  return day !== undefined && day < now.toISOString().slice(0, 10) ? day : undefined
}
