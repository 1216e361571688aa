import { Button, Checkbox, Modal, Stack, Text, TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useApi } from '../../api/context.tsx'
import { type WebhookView, webhookPath, webhooksPath } from '../../api/webhooks.ts'
import { FormProblem, useApiForm } from '../../ui/form.tsx'
import { toastDone } from '../../ui/toast.tsx'

const events = [
  { value: 'push', label: 'A tag is pushed' },
  { value: 'pull', label: 'Customers pull, as counts once a minute' },
  { value: 'delete', label: 'A tag or image is deleted' },
  { value: 'scan', label: 'A scan comes to its end' },
  { value: 'publish', label: 'A listing is published, put on hold, released, revoked or withdrawn' },
]

interface WebhookDialogProps {
  readonly publisherId: string
  readonly opened: boolean
  readonly onClose: () => void
  /** The webhook to change; undefined makes a new one. */
  readonly webhook?: WebhookView
  /** Gets the secret of a new one. */
  readonly onSecret: (secret: string) => void
}

/** Adds or changes a webhook. */
export function WebhookDialog(props: WebhookDialogProps) {
  const { opened, onClose, webhook } = props
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={<Text fw={650}>{webhook ? 'Change the webhook' : 'New webhook'}</Text>}
      size="lg"
    >
      <WebhookForm {...props} />
    </Modal>
  )
}

function WebhookForm({ publisherId, webhook, onClose, onSecret }: WebhookDialogProps) {
  const api = useApi()
  const queryClient = useQueryClient()
  const initial = {
    address: webhook?.address ?? '',
    events: (webhook?.events ?? ['push']) as string[],
    repository: webhook?.repository ?? '',
  }
  const form = useApiForm(initial, async ({ address, events: chosen, repository }) => {
    const wish = { address, events: chosen, repository: repository.trim() || null }
    if (webhook) await api.put(webhookPath(publisherId, webhook.id), { ...wish, state: webhook.state })
    const made = webhook ? undefined : await api.post<{ secret: string }>(webhooksPath(publisherId), wish)
    await queryClient.invalidateQueries({ queryKey: ['publisher', publisherId, 'webhooks'] })
    onClose()
    if (made) onSecret(made.secret)
    else toastDone('The webhook is saved.')
  })
  return (
    <form onSubmit={form.onSubmit}>
      <Stack>
        <FormProblem problem={form.problem} />
        <TextInput
          label="Address"
          description="Begins with https:// and can be reached from the internet."
          required
          data-autofocus
          inputMode="url"
          autoCapitalize="none"
          spellCheck={false}
          {...form.text('address')}
        />
        <Checkbox.Group
          label="Tell it when"
          value={form.values.events}
          onChange={(chosen) => form.set('events', chosen)}
          error={form.errorOf('events')}
        >
          <Stack gap="xs" mt="xs">
            {events.map((event) => (
              <Checkbox key={event.value} {...event} />
            ))}
          </Stack>
        </Checkbox.Group>
        <TextInput
          label="Only this repository"
          description="Leave empty for all. A star stands for any letters: acme/web-*. Changes of listings come anyway."
          autoCapitalize="none"
          spellCheck={false}
          {...form.text('repository')}
        />
        <Button type="submit" loading={form.busy}>
          {webhook ? 'Save' : 'Add the webhook'}
        </Button>
      </Stack>
    </form>
  )
}
