import type { Context } from '../platform/context.ts'
import { memoryOf } from './memory/registry-memory.ts'
import { verifyBlobs } from './verify-blobs.ts'

// public: started by the clock, for the store itself.
/**
 * Goes on reading stored blobs again, unless this program is at it already or the setting says not to. Does not wait for the end,
 * so that a store that is stopped need not either: `stopVerifying` ends it at once.
 */
export function verifyInBackground(ctx: Context): void {
  const memory = memoryOf(ctx)
  const { verifyRate: rate = 0 } = ctx.settings
  if (memory.verifying || rate === 0) return
  const ending = new AbortController()
  const ended = verifyBlobs(ctx, { rate, signal: ending.signal })
    .then(({ end, blobs, bytes, damaged }) => {
      if (blobs > 0) ctx.log.info({ end, blobs, bytes, damaged: damaged.length }, 'Stored blobs were read again')
    })
    .catch((error: unknown) => ctx.log.error({ err: error }, 'Stored blobs could not be read again; tried again later'))
    .finally(() => {
      memory.verifying = undefined
    })
  memory.verifying = { stop: () => ending.abort(), ended }
}

// public: part of stopping the program.
/** Ends the reading in this program and waits until it has ended. */
export async function stopVerifying(ctx: Context): Promise<void> {
  const { verifying } = memoryOf(ctx)
  verifying?.stop()
  await verifying?.ended
}
