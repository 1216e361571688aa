import { notifications } from '@mantine/notifications'
import { IconCheck, IconExclamationMark } from '@tabler/icons-react'
import { problemOf } from '../api/problem.ts'

/** Tells that something worked. */
export function toastDone(message: string): void {
  notifications.show({ message, color: 'teal', icon: <IconCheck size={18} />, autoClose: 5000 })
}

/** Tells why something did not work, in the words of the store. */
export function toastProblem(error: unknown): void {
  const { detail, requestId } = problemOf(error)
  const message = requestId === undefined ? detail : `${detail} (request ${requestId})`
  notifications.show({ message, color: 'red', icon: <IconExclamationMark size={18} />, autoClose: 12_000 })
}
