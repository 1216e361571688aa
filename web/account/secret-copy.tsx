import { Button, CopyButton, Group, TextInput } from '@mantine/core'
import { IconCheck, IconCopy } from '@tabler/icons-react'

/** A secret in a read-only field with a button that copies it. */
export function SecretCopy({ secret }: { readonly secret: string }) {
  return (
    <Group gap="xs" wrap="nowrap">
      <TextInput
        value={secret}
        readOnly
        aria-label="Secret"
        ff="monospace"
        style={{ flex: 1 }}
        onFocus={(event) => event.currentTarget.select()}
      />
      <CopyButton value={secret}>
        {({ copied, copy }) => (
          <Button
            variant="default"
            onClick={copy}
            leftSection={copied ? <IconCheck size={16} /> : <IconCopy size={16} />}
          >
            {copied ? 'Copied' : 'Copy'}
          </Button>
        )}
      </CopyButton>
    </Group>
  )
}
