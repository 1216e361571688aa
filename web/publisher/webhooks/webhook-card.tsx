import { Alert, Badge, Button, Group, Paper, Stack, Text, Title } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconAlertTriangle } from '@tabler/icons-react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useApi } from '../../api/context.tsx'
import { type WebhookView, webhookPath } from '../../api/webhooks.ts'
import { ConfirmButton } from '../../ui/confirm-button.tsx'
import { formatMoment } from '../../ui/format.ts'
import { StatusBadge } from '../../ui/status-badge.tsx'
import { toastDone, toastProblem } from '../../ui/toast.tsx'
import { DeliveryLog } from './delivery-log.tsx'
import { WebhookDialog } from './webhook-dialog.tsx'

interface WebhookCardProps {
  readonly publisherId: string
  readonly webhook: WebhookView
  readonly onSecret: (secret: string) => void
}

/** One webhook: where it goes, how it fares, what can be done with it, and its log. */
export function WebhookCard({ publisherId, webhook, onSecret }: WebhookCardProps) {
  const [logOpened, log] = useDisclosure(false)
  return (
    <Paper component="section" withBorder p="md" aria-label={`Webhook to ${hostOf(webhook.address)}`}>
      <Stack gap="sm">
        <Group justify="space-between" align="flex-start" wrap="nowrap">
          <Title order={2} fz="1rem" style={{ overflowWrap: 'anywhere', minWidth: 0 }}>
            {webhook.address}
          </Title>
          <StatusBadge state={webhook.state} />
        </Group>
        <Group gap="xs">
          {webhook.events.map((event) => (
            <Badge key={event} variant="default" radius="sm" tt="none">
              {event}
            </Badge>
          ))}
          <Text size="sm" c="dimmed">
            {webhook.repository ? `of ${webhook.repository}` : 'of all repositories'}
          </Text>
        </Group>
        <Health webhook={webhook} />
        <Actions
          publisherId={publisherId}
          webhook={webhook}
          onSecret={onSecret}
          logOpened={logOpened}
          onLog={log.toggle}
          onTested={log.open}
        />
        {logOpened && <DeliveryLog publisherId={publisherId} webhook={webhook} />}
      </Stack>
    </Paper>
  )
}

const hostOf = (address: string) => new URL(address).host

function Health({ webhook }: { readonly webhook: WebhookView }) {
  const { pauseReason, failingSince, lastSuccessAt } = webhook
  if (pauseReason) {
    return (
      <Alert color="red" variant="light" icon={<IconAlertTriangle />} title="Paused after three days of failures">
        {pauseReason} Correct it, then resume the webhook.
      </Alert>
    )
  }
  if (failingSince) {
    return (
      <Alert color="brass" variant="light" icon={<IconAlertTriangle />}>
        Fails since {formatMoment(failingSince)}. After three days it is paused.
      </Alert>
    )
  }
  return (
    <Text size="sm" c="dimmed">
      {lastSuccessAt ? `Last delivered ${formatMoment(lastSuccessAt)}` : 'Nothing delivered yet'}
    </Text>
  )
}

interface ActionsProps extends WebhookCardProps {
  readonly logOpened: boolean
  readonly onLog: () => void
  readonly onTested: () => void
}

function Actions({ publisherId, webhook, onSecret, logOpened, onLog, onTested }: ActionsProps) {
  const api = useApi()
  const queryClient = useQueryClient()
  const [editing, edit] = useDisclosure(false)
  const path = webhookPath(publisherId, webhook.id)
  const refresh = () =>
    Promise.all([
      queryClient.invalidateQueries({ queryKey: ['publisher', publisherId, 'webhooks'] }),
      queryClient.invalidateQueries({ queryKey: ['webhook', webhook.id] }),
    ])
  const run = useMutation({
    mutationFn: (work: () => Promise<unknown>) => work(),
    onSuccess: refresh,
    onError: toastProblem,
  })
  const test = async () => {
    await api.post(`${path}/test`)
    toastDone('A test is on its way. The log shows what comes of it.')
    onTested()
  }
  const turn = async () => {
    const { address, events, repository } = webhook
    const state = webhook.state === 'active' ? 'paused' : 'active'
    await api.put(path, { address, events, repository, state })
    toastDone(state === 'active' ? 'The webhook is active.' : 'The webhook is paused.')
  }
  const rotate = async () => onSecret((await api.post<{ secret: string }>(`${path}/rotate-secret`)).secret)
  const remove = async () => {
    await api.delete(path)
    toastDone('The webhook is removed.')
  }
  return (
    <Group gap="xs">
      {webhook.state === 'active' && (
        <Button size="sm" variant="light" onClick={() => run.mutate(test)}>
          Send a test
        </Button>
      )}
      <Button size="sm" variant="default" aria-expanded={logOpened} onClick={onLog}>
        {logOpened ? 'Hide the log' : 'Show the log'}
      </Button>
      <Button size="sm" variant="default" onClick={edit.open}>
        Change
      </Button>
      <Button size="sm" variant="default" onClick={() => run.mutate(turn)}>
        {webhook.state === 'active' ? 'Pause' : 'Resume'}
      </Button>
      <ConfirmButton
        label="New secret"
        title="Take a new secret?"
        confirm="Take a new secret"
        color="tide"
        onConfirm={() => run.mutateAsync(rotate)}
      >
        Messages are signed with the old and the new one for a day, then with the new one alone.
      </ConfirmButton>
      <ConfirmButton
        label="Remove"
        title="Remove this webhook?"
        confirm="Remove it"
        onConfirm={() => run.mutateAsync(remove)}
      >
        Its log goes too, and what still waits is not sent.
      </ConfirmButton>
      <WebhookDialog
        publisherId={publisherId}
        webhook={webhook}
        opened={editing}
        onClose={edit.close}
        onSecret={onSecret}
      />
    </Group>
  )
}
