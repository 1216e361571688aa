import { readdir, readFile, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { text } from 'node:stream/consumers'
import { openPromise } from 'yauzl'
import { osvLimits } from '../../scanner/index.ts'
import { feedUnreadable } from '../domain/errors.ts'

/** One record as text, with the name of the file it stood in. */
export interface FeedRecord {
  readonly name: string
  readonly text: string
}

/**
 * Reads OSV records from a zip, a folder (not its subfolders) or one JSON file, one at a time (ADV-1).
 * Names inside a zip are never used as paths (ADV-8). Throws `vulnerabilities.feed_unreadable`.
 */
export async function* readFeed(path: string): AsyncGenerator<FeedRecord> {
  try {
    const info = await stat(path)
    if (info.isDirectory()) yield* readFolder(path)
    else if (path.endsWith('.zip')) yield* readZip(path)
    else yield { name: basename(path), text: await readFile(path, 'utf8') }
  } catch (error) {
    throw feedUnreadable({ path, reason: reasonOf(error) })
  }
}

async function* readFolder(path: string): AsyncGenerator<FeedRecord> {
  const names = (await readdir(path)).filter((name) => name.endsWith('.json')).sort()
  for (const name of names) yield { name, text: await readFile(join(path, name), 'utf8') }
}

async function* readZip(path: string): AsyncGenerator<FeedRecord> {
  const zip = await openPromise(path, { lazyEntries: true, autoClose: false })
  try {
    for await (const entry of zip.eachEntry()) {
      if (!entry.fileName.endsWith('.json')) continue
      // An empty text is refused as a record, so one that is too large counts as a bad one (ADV-4).
      const tooLarge = entry.uncompressedSize > osvLimits.bytes
      yield { name: entry.fileName, text: tooLarge ? '' : await text(await zip.openReadStreamPromise(entry)) }
    }
  } finally {
    zip.close()
  }
}

function reasonOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException
  return code === 'ENOENT' ? 'there is no such file or folder' : message
}
