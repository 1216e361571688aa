import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { assertOutsideTransaction } from '../db/transaction-guard.ts'
import type { FeedFetcher } from './feed-fetcher.ts'

/** A file as a server in a test has it. */
export interface MemoryFile {
  readonly bytes: Buffer
  readonly etag?: string
  readonly lastModified?: string
}

/** A fetcher for tests: servers live in memory. */
export interface MemoryFeedFetcher extends FeedFetcher {
  /** From now on the address has the file; undefined: nobody answers there. */
  serves(address: string, file: MemoryFile | undefined): void
  /** Addresses that were asked, and whether a file was sent. */
  readonly asked: readonly { readonly address: string; readonly sent: boolean }[]
  /** Files that were handed over and not given back. */
  readonly held: number
}

/** A fetcher whose addresses are not there until they are told. */
export function openMemoryFeedFetcher(): MemoryFeedFetcher {
  const files = new Map<string, MemoryFile | undefined>()
  const asked: { address: string; sent: boolean }[] = []
  const held = new Set<string>()
  return {
    asked,
    get held() {
      return held.size
    },
    serves: (address, file) => void files.set(address, file),
    async fetch({ address, etag, lastModified }) {
      assertOutsideTransaction('The fetching of a feed')
      const file = files.get(address)
      const known =
        file !== undefined &&
        ((etag !== undefined && etag === file.etag) ||
          (etag === undefined && lastModified !== undefined && lastModified === file.lastModified))
      asked.push({ address, sent: file !== undefined && !known })
      if (!file) return { kind: 'failed', reason: 'The connection was refused.' }
      if (known) return { kind: 'unchanged' }
      const path = join(await mkdtemp(join(tmpdir(), 'chandlery-feed-')), 'feed')
      await writeFile(path, file.bytes)
      held.add(path)
      return {
        kind: 'fetched',
        path,
        ...(file.etag !== undefined && { etag: file.etag }),
        ...(file.lastModified !== undefined && { lastModified: file.lastModified }),
      }
    },
    async discard(path) {
      held.delete(path)
      await rm(dirname(path), { recursive: true, force: true })
    },
  }
}
