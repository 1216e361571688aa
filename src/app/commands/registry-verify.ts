import { byteRate, verifyBlobs } from '../../registry/index.ts'
import type { CommandContext } from '../command-line.ts'
import { withStore } from './with-store.ts'

/** `chandlery registry verify`: answers the exit code, 1 when something is damaged. Ctrl+C ends it; the next call goes on. */
export async function verifyCommand(
  command: CommandContext,
  options: { readonly rate: string; readonly repository?: string; readonly all?: true },
): Promise<number> {
  const rate = byteRate(options.rate)
  const ending = new AbortController()
  process.once('SIGINT', () => ending.abort())
  return withStore(command, 'registry verify', async (ctx) => {
    let told = performance.now()
    const found = await verifyBlobs(ctx, {
      rate,
      signal: ending.signal,
      ...(options.repository !== undefined && { repository: options.repository }),
      ...(options.all && { all: true }),
      onProgress: ({ blobs, bytes }) => {
        if (performance.now() - told < 5000) return
        told = performance.now()
        command.print(`${blobs} blobs read, ${mib(bytes)}`)
      },
    })
    if (found.end === 'elsewhere') {
      command.print('Another program is reading already, the store itself perhaps. Wait for it, or set its rate to 0.')
      return 1
    }
    for (const { digest, what } of found.damaged) command.print(`damaged: ${digest} (${what.replace('_', ' ')})`)
    for (const digest of found.unreadable) command.print(`unreadable: ${digest} (the log says why; it is tried again)`)
    const rest = found.end === 'stopped' ? ' Stopped; call again to go on.' : ''
    const repaired = found.repaired > 0 ? `, ${found.repaired} right again` : ''
    command.print(`${found.blobs} blobs read, ${mib(found.bytes)}: ${found.damaged.length} damaged${repaired}.${rest}`)
    return found.damaged.length + found.unreadable.length > 0 ? 1 : 0
  })
}

const mib = (bytes: number): string => `${(bytes / 1024 / 1024).toFixed(1)} MiB`
