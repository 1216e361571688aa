import { problemOf } from '../api/problem.ts'

/** Tells that something worked. */
export function toastDone(message: string): void {
  void import('./toaster.tsx').then(({ showDone }) => showDone(message))
}

/** Tells why something did not work, in the words of the store. */
export function toastProblem(error: unknown): void {
  const { detail, requestId } = problemOf(error)
  const message = requestId === undefined ? detail : `${detail} (request ${requestId})`
  void import('./toaster.tsx').then(({ showProblem }) => showProblem(message))
}
