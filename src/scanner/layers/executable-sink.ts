import { readExecutable } from '../binaries/read-executable.ts'
import type { CapturedExecutable } from './layer-facts.ts'
import type { Limits } from './limits.ts'
import { NeedleSearch } from './needle-search.ts'
import type { ContentSink } from './tar-walk.ts'

/**
 * Searches a program or library as it comes by and, when its size is known and not too large, reads its structure at the
 * end: the tables that say where things are stand at the end of the file.
 */
export function executableSink(
  size: number | undefined,
  needles: readonly string[],
  limits: Limits,
  keep: (found: Omit<CapturedExecutable, 'path'>) => void,
): ContentSink {
  const search = new NeedleSearch(needles, limits.hitsPerFile)
  const whole = size !== undefined && size <= limits.executableBytes ? Buffer.allocUnsafe(size) : undefined
  let filled = 0
  return {
    write(slice) {
      search.write(slice)
      if (whole) filled += slice.copy(whole, filled)
      return true
    },
    end() {
      const hits = search.end()
      const facts = whole && readExecutable(whole.subarray(0, filled))
      keep({ hits, ...(facts && { facts }) })
    },
  }
}
