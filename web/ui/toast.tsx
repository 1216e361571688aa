import { lazy, Suspense, useSyncExternalStore } from 'react'
import { problemOf } from '../api/problem.ts'

const Toaster = lazy(() => import('./toaster.tsx').then((loaded) => ({ default: loaded.Toaster })))

let spoken = false
const listeners = new Set<() => void>()
const subscribe = (listener: () => void) => {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

function speak(say: (toaster: typeof import('./toaster.tsx')) => void): void {
  spoken = true
  for (const listener of listeners) listener()
  void import('./toaster.tsx').then(say)
}

/** The place of announcements. Its code is loaded with the first of them. */
export function Announcements() {
  const needed = useSyncExternalStore(
    subscribe,
    () => spoken,
    () => false,
  )
  if (!needed) return null
  return (
    <Suspense>
      <Toaster />
    </Suspense>
  )
}

/** Tells that something worked. */
export function toastDone(message: string): void {
  speak(({ showDone }) => showDone(message))
}

/** Tells why something did not work, in the words of the store. */
export function toastProblem(error: unknown): void {
  const { detail, requestId } = problemOf(error)
  const message = requestId === undefined ? detail : `${detail} (request ${requestId})`
  speak(({ showProblem }) => showProblem(message))
}
