import { closeSync, mkdirSync, openSync, readFileSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'

/** A number that outlives a kill of the program: whoever starts next on the same folder can read what it was. */
export interface Tally {
  /** What the number was when the last program ended, however it ended; 0 at first. */
  readonly before: number
  /** Sets the number, soon after this turn of the event loop. Cheap enough for thousands of times a second. */
  set(value: number): void
  /** Writes the number and closes the file. */
  close(): void
}

/**
 * Opens a tally in a file. It is handed to the operating system, not synced: a killed program loses nothing of it, a
 * power cut may.
 */
export function openTally(path: string): Tally {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  const before = readNumber(path)
  const file = openSync(path, 'w', 0o600)
  let value = 0
  let isScheduled = false
  let isClosed = false
  const write = () => {
    isScheduled = false
    if (!isClosed) writeSync(file, String(value).padEnd(16), 0)
  }
  write()
  return {
    before,
    set(next) {
      if (next === value) return
      value = next
      if (isScheduled) return
      isScheduled = true
      setImmediate(write)
    },
    close() {
      write()
      isClosed = true
      closeSync(file)
    },
  }
}

function readNumber(path: string): number {
  try {
    const value = Number(readFileSync(path, 'utf8'))
    return Number.isSafeInteger(value) && value > 0 ? value : 0
  } catch {
    // No file yet: nobody has run here before.
    return 0
  }
}
