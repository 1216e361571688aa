import type { FileReading, FileToRead, Kept } from '../analyzers/analyzer.ts'
import type { Limits } from '../layers/limits.ts'
import { ArchiveBudget } from './archive-budget.ts'
import type { ArchiveContents, ArchiveInterest } from './archive-contents.ts'
import { OpenArchive } from './open-archive.ts'

/**
 * Reads an archive of the zip family and the archives within it, within the bounds of LIM-4. What is kept is the list of
 * `ArchiveContents`, outer first, as JSON. Never throws; what was left out is a reason, and files that are no archives
 * are ignored whatever they are called.
 */
export function readArchive<T>(file: FileToRead, limits: Limits, interest: ArchiveInterest<T>): FileReading {
  const budget = new ArchiveBudget(limits, file.size)
  const found: (ArchiveContents<T> | undefined)[] = []
  const outer = new OpenArchive([], budget, interest, found)
  return {
    write(slice) {
      outer.write(slice)
      return true
    },
    end(): Kept {
      outer.end()
      if (found[0] === undefined) return { ignore: true }
      const text = JSON.stringify(found.filter((contents) => contents !== undefined))
      return budget.reason === undefined ? { text } : { text, unreadable: budget.reason }
    },
  }
}
