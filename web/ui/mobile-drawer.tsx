import { Drawer } from '@mantine/core'
import { Wordmark } from './brand.tsx'
import { MobileMenu } from './mobile-menu.tsx'

/** The menu of small screens. Loaded when it is first opened. */
export function MobileDrawer({ opened, name, close }: { opened: boolean; name: string; close: () => void }) {
  return (
    <Drawer opened={opened} onClose={close} size="min(20rem, 88vw)" title={<Wordmark name={name} size={26} />}>
      <MobileMenu close={close} />
    </Drawer>
  )
}
