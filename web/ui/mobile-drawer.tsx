import { Drawer } from '@mantine/core'
import { Wordmark } from './brand.tsx'
import { MobileMenu } from './mobile-menu.tsx'
import { useOpenedLater } from './use-ever.ts'

/** The menu of small screens. Loaded when it is first opened. */
export function MobileDrawer({ opened, name, close }: { opened: boolean; name: string; close: () => void }) {
  const shown = useOpenedLater(opened)
  return (
    <Drawer opened={shown} onClose={close} size="min(20rem, 88vw)" title={<Wordmark name={name} size={26} />}>
      <MobileMenu close={close} />
    </Drawer>
  )
}
