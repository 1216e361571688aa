import { recordAudit } from '../audit/index.ts'
import type { Context } from '../platform/context.ts'
import { resolveImage } from '../registry/index.ts'
import { authorizeScanStart } from './access.ts'
import { imageNotFound } from './domain/errors.ts'
import { nextScanState, type ScanCause, type ScanState } from './domain/scan.ts'
import { scans } from './store/scans.ts'

/** An image to scan: a tag or digest in a repository. */
export interface RequestScan {
  readonly repository: string
  readonly reference: string
  readonly why: ScanCause
}

/**
 * Queues a scan of the image's digest (STO-072, STO-091). A digest that is scanned, or being scanned, is not scanned
 * again: the answer is its state. Throws `vulnerabilities.image_not_found`.
 */
export async function requestScan(ctx: Context, input: RequestScan): Promise<{ digest: string; state: ScanState }> {
  await authorizeScanStart(ctx, input.repository)
  return ctx.transaction(async (tx) => {
    const image = await resolveImage(ctx.within(tx), input)
    if (!image) throw imageNotFound(input)
    const { digest } = image
    const fresh = { digest, repository: input.repository, why: input.why, queuedAt: ctx.clock.now() }
    const inserted = await scans(tx).insertQueued(fresh)
    const before: ScanState = inserted ? 'none' : ((await scans(tx).lock(digest))?.state ?? 'none')
    const state = nextScanState(before, 'request') ?? before
    if (before !== 'none' && before !== 'failed') return { digest, state: before }
    if (before === 'failed') await scans(tx).setState(digest, 'queued')
    await ctx.enqueue(tx, 'vulnerabilities.scan-image', { digest, repository: input.repository })
    await recordAudit(ctx.within(tx), {
      action: 'vulnerabilities.scan_requested',
      subject: { kind: 'image', id: digest, name: `${input.repository}:${input.reference}` },
      details: { why: input.why },
    })
    return { digest, state }
  })
}
