import { Button, Group, Modal, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import type { ReactNode } from 'react'

interface ConfirmButtonProps {
  /** Text of the button that asks. */
  readonly label: string
  /** The question. */
  readonly title: string
  /** What will happen. */
  readonly children: ReactNode
  /** Text of the button that does it. */
  readonly confirm: string
  readonly busy?: boolean
  readonly color?: string
  readonly onConfirm: () => Promise<unknown>
}

/** A button for what cannot be taken back: asks once, says what will happen. */
export function ConfirmButton(props: ConfirmButtonProps) {
  const { label, title, children, confirm, busy = false, color = 'red', onConfirm } = props
  const [opened, dialog] = useDisclosure(false)
  const go = async () => {
    // The caller has told the person about a failure already.
    await onConfirm().catch(() => undefined)
    dialog.close()
  }
  return (
    <>
      <Button variant="default" size="sm" onClick={dialog.open}>
        {label}
      </Button>
      <Modal opened={opened} onClose={dialog.close} title={<Text fw={650}>{title}</Text>}>
        <Text>{children}</Text>
        <Group mt="lg" justify="flex-end">
          <Button variant="default" onClick={dialog.close}>
            Keep it
          </Button>
          <Button color={color} loading={busy} onClick={() => void go()}>
            {confirm}
          </Button>
        </Group>
      </Modal>
    </>
  )
}
