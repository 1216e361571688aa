import { Outlet } from '@tanstack/react-router'
import { accountLinks } from '../ui/account-links.ts'
import { ConsoleLayout } from '../ui/console-layout.tsx'

export function AccountLayout() {
  return (
    <ConsoleLayout label="Account" links={accountLinks}>
      <Outlet />
    </ConsoleLayout>
  )
}
