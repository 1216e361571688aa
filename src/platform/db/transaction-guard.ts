import { AsyncLocalStorage } from 'node:async_hooks'

const current = new AsyncLocalStorage<{ open: boolean }>()
let isOn = true

/**
 * Switches the guard off for the whole process, before its first transaction. It finds mistakes of programmers, in tests
 * and while developing; in Node 20 and 22 its first use makes every promise of the process slower for good, which a
 * running store pays with a third of its speed.
 */
export function leaveTransactionsUnguarded(): void {
  isOn = false
}

/**
 * Throws while this async context has a transaction open (ARC-25, ARC-26). Called by the root database handle
 * and by every adapter that does I/O, so a network call inside a transaction is found by the first test that runs it.
 */
export function assertOutsideTransaction(what: string): void {
  if (current.getStore()?.open) {
    throw new Error(
      `${what} was used inside a database transaction. Do it before the transaction or in a job after it.`,
    )
  }
}

/** Runs the work marked as "inside a transaction". Work that outlives the transaction is no longer marked. */
export async function insideTransaction<T>(work: () => Promise<T>): Promise<T> {
  if (!isOn) return work()
  const mark = { open: true }
  try {
    return await current.run(mark, work)
  } finally {
    mark.open = false
  }
}
