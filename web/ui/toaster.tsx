import { Notifications, notifications } from '@mantine/notifications'
import { IconCheck, IconExclamationMark } from '@tabler/icons-react'

/** Where announcements appear; read out by screen readers. */
export function Toaster() {
  return <Notifications position="bottom-right" />
}

export function showDone(message: string): void {
  notifications.show({ message, color: 'teal', icon: <IconCheck size={18} />, autoClose: 5000 })
}

export function showProblem(message: string): void {
  notifications.show({
    message,
    color: 'red',
    icon: <IconExclamationMark size={18} />,
    autoClose: 12_000,
  })
}
