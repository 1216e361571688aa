import { Button, Drawer, Text } from '@mantine/core'
import type { ReactNode } from 'react'
import { useOpenedLater } from '../ui/use-ever.ts'

interface FacetsDrawerProps {
  readonly opened: boolean
  readonly close: () => void
  /** Text of the button that leads back to the results. */
  readonly done: string
  readonly children: ReactNode
}

/** The filters of small screens. Loaded when they are first opened. */
export function FacetsDrawer({ opened, close, done, children }: FacetsDrawerProps) {
  const shown = useOpenedLater(opened)
  return (
    <Drawer opened={shown} onClose={close} title={<Text fw={600}>Filters</Text>} size="min(22rem, 90vw)">
      {children}
      <Button fullWidth mt="lg" onClick={close}>
        {done}
      </Button>
    </Drawer>
  )
}
