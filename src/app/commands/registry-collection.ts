import { collectGarbage, previewCollection, showCollection } from '../../registry/index.ts'
import type { CommandContext } from '../command-line.ts'
import { openStore } from '../open-store.ts'

/**
 * `chandlery registry collect`: removes what nothing needs, or says what it would remove. On PostgreSQL the store may be
 * running; the embedded database belongs to one program at a time.
 */
export async function collectCommand(
  { config, log, print }: CommandContext,
  { dryRun = false }: { readonly dryRun?: boolean },
): Promise<void> {
  const store = await openStore(config, log)
  try {
    await store.startJobs(false)
    const ctx = store.makeContext({ kind: 'system', reason: 'registry collect' })
    if (dryRun) {
      const { blobs, bytes, links, examined, digests } = await previewCollection(ctx)
      for (const digest of digests) print(digest)
      if (digests.length < blobs) print(`… and ${blobs - digests.length} more`)
      print(`${examined} candidates: ${links} links and ${blobs} blobs would go, ${bytes} bytes. Nothing was changed.`)
      return
    }
    let told = 0
    const end = await collectGarbage(ctx, {
      whole: true,
      onProgress: ({ examined, remaining = 0 }) => {
        if (examined - told < 10_000) return
        told = examined
        print(`${examined} candidates looked at, about ${remaining} to go`)
      },
    })
    if (end === 'elsewhere') {
      print('Another program is collecting already. Follow it under Desk > Registry.')
      return
    }
    const [run] = (await showCollection(ctx)).past
    if (run) print(`${run.linksRemoved} links and ${run.blobsRemoved} blobs removed, ${run.bytesFreed} bytes freed.`)
  } finally {
    await store.close()
  }
}
