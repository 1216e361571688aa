import type { Clock } from '../clock.ts'

/** A clock that stands still until a test turns it. */
export interface TurnableClock extends Clock {
  /** Turns the clock forward by milliseconds. */
  advance(ms: number): void
  set(moment: Date): void
}

/** A clock for tests, standing at `start`. */
export function turnableClock(start: Date = new Date('2026-03-02T09:00:00Z')): TurnableClock {
  let moment = start.getTime()
  return {
    now: () => new Date(moment),
    advance(ms) {
      moment += ms
    },
    set(to) {
      moment = to.getTime()
    },
  }
}
