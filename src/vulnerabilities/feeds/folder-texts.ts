import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { osvLimits } from '../../scanner/index.ts'
import { type FeedText, feedLimits, NotAFeed } from './feed-text.ts'

/** An open folder: how many files it has, and its records one after the other. */
export interface FolderTexts {
  readonly expected: number
  readonly texts: AsyncGenerator<FeedText>
}

/** Reads the JSON files of a folder, not of its subfolders, in the order of their names. */
export async function openFolder(path: string): Promise<FolderTexts> {
  const names = (await readdir(path)).filter((name) => name.endsWith('.json')).sort()
  if (names.length > feedLimits.entries) throw new NotAFeed(`it holds more than ${feedLimits.entries} files`)
  return { expected: names.length, texts: textsOf(path, names) }
}

async function* textsOf(path: string, names: readonly string[]): AsyncGenerator<FeedText> {
  for (const name of names) {
    const file = join(path, name)
    const { size } = await stat(file)
    if (size > osvLimits.bytes) {
      yield { name, bytes: Buffer.alloc(0), unreadable: `larger than ${osvLimits.bytes} bytes` }
    } else {
      yield { name, bytes: await readFile(file) }
    }
  }
}
