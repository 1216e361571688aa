import { Readable } from 'node:stream'
import type { Context } from '../../platform/context.ts'
import type { Examination } from '../domain/finding.ts'

const sample = Buffer.from('chandlery doctor')

/**
 * Begins an upload, writes a few bytes to it and takes it away again: what every push does. Answers whether the storage could be used;
 * without it there is no point in comparing anything with it. Nothing that people see is changed.
 */
export async function examineStorage(ctx: Context, { report }: Examination): Promise<boolean> {
  const { blobs } = ctx.ports
  const place = ctx.newId<'upload'>()
  try {
    await blobs.list(undefined, 1)
    await blobs.start(place)
    await blobs.append(place, 0, Readable.from([sample]))
    await blobs.cancel(place)
    return true
  } catch (error) {
    ctx.log.error({ err: error }, 'The storage cannot be used')
    // What was begun and could be taken away.
    await blobs.cancel(place).catch(() => {})
    report({
      check: 'storage',
      problem: `The storage of the registry cannot be read and written (${error instanceof Error ? error.message : error}).`,
      advice:
        'Correct the settings of the storage, its rights or its space; nothing of it was compared with the database.',
    })
    return false
  }
}
