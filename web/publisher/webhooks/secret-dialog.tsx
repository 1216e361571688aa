import { Alert, Button, Modal, Stack, Text } from '@mantine/core'
import { SecretCopy } from '../../account/secret-copy.tsx'

/** Shows a signing secret, once. */
export function SecretDialog({ secret, onClose }: { readonly secret: string | null; readonly onClose: () => void }) {
  return (
    <Modal opened={secret !== null} onClose={onClose} title={<Text fw={650}>Signing secret</Text>} size="lg">
      <Stack>
        <Alert color="brass" title="Copy it now">
          It is not shown again. Your receiver needs it to verify that a message is ours.
        </Alert>
        <SecretCopy secret={secret ?? ''} />
        <Text size="sm">
          Each message is signed in the headers Chandlery-Signature and X-Hub-Signature-256. After a new secret both
          sign for a day.
        </Text>
        <Button onClick={onClose}>I have copied it</Button>
      </Stack>
    </Modal>
  )
}
