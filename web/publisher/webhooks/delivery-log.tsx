import { Button, Code, Group, Modal, Stack, Text, Title, VisuallyHidden } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useApi } from '../../api/context.tsx'
import { type DeliveryView, deliveries, delivery, type WebhookView, webhookPath } from '../../api/webhooks.ts'
import { DataTable } from '../../ui/data-table.tsx'
import { ErrorPage } from '../../ui/error-page.tsx'
import { formatMoment, plural } from '../../ui/format.ts'
import { RowSkeletons } from '../../ui/skeletons.tsx'
import { StatusBadge } from '../../ui/status-badge.tsx'
import { toastDone, toastProblem } from '../../ui/toast.tsx'

interface DeliveryLogProps {
  readonly publisherId: string
  readonly webhook: WebhookView
}

/** What was sent in the last 30 days, newest first, and what came of it. */
export function DeliveryLog({ publisherId, webhook }: DeliveryLogProps) {
  const api = useApi()
  const [before, setBefore] = useState<string | undefined>()
  const [shown, setShown] = useState<string | null>(null)
  const { data, error } = useQuery(deliveries(api, publisherId, webhook.id, before))
  if (error) return <ErrorPage error={error} />
  if (!data) return <RowSkeletons />
  if (data.items.length === 0) return <Text c="dimmed">Nothing was sent in the last 30 days.</Text>
  return (
    <Stack gap="sm">
      <DataTable
        label={`Deliveries to ${webhook.address}`}
        minWidth="44rem"
        rows={data.items}
        rowKey={({ id }) => id}
        columns={[
          { title: 'Event', cell: ({ event }) => event },
          { title: 'Happened', cell: ({ createdAt }) => formatMoment(createdAt) },
          { title: 'State', cell: (row) => <StatusBadge state={stateOf(row)} /> },
          { title: 'Answer', cell: (row) => <Answer row={row} /> },
          {
            title: <VisuallyHidden>Action</VisuallyHidden>,
            align: 'right',
            cell: (row) => (
              <Button
                variant="default"
                size="compact-sm"
                aria-label={`Details of ${row.event}, ${formatMoment(row.createdAt)}`}
                onClick={() => setShown(row.id)}
              >
                Details
              </Button>
            ),
          },
        ]}
      />
      <Group>
        {before && (
          <Button variant="default" size="compact-sm" onClick={() => setBefore(undefined)}>
            Newest
          </Button>
        )}
        {data.next && (
          <Button variant="default" size="compact-sm" onClick={() => setBefore(data.next ?? undefined)}>
            Older
          </Button>
        )}
      </Group>
      <Modal opened={shown !== null} onClose={() => setShown(null)} title={<Text fw={650}>Delivery</Text>} size="xl">
        {shown && <Details publisherId={publisherId} webhook={webhook} deliveryId={shown} />}
      </Modal>
    </Stack>
  )
}

const stateOf = ({ state, attempts }: DeliveryView) =>
  state === 'waiting' ? (attempts === 0 ? 'waiting' : 'retrying') : state

function Answer({ row }: { readonly row: DeliveryView }) {
  const { attempts, responseStatus, durationMs, nextAttemptAt, problem } = row
  if (attempts === 0) return <Text size="sm">{problem ?? 'Not sent yet'}</Text>
  const code = responseStatus === null ? (problem ?? 'No answer') : String(responseStatus)
  return (
    <>
      <Text size="sm">
        {code}
        {durationMs !== null && ` in ${durationMs} ms`}, {plural(attempts, 'attempt')}
      </Text>
      {nextAttemptAt && (
        <Text size="xs" c="dimmed">
          next {formatMoment(nextAttemptAt)}
        </Text>
      )}
    </>
  )
}

function Details({ publisherId, webhook, deliveryId }: DeliveryLogProps & { readonly deliveryId: string }) {
  const api = useApi()
  const queryClient = useQueryClient()
  const { data, error } = useQuery(delivery(api, publisherId, webhook.id, deliveryId))
  const again = useMutation({
    mutationFn: () => api.post(`${webhookPath(publisherId, webhook.id)}/deliveries/${deliveryId}/redeliver`),
    onSuccess: async () => {
      toastDone('It is on its way again.')
      await queryClient.invalidateQueries({ queryKey: ['webhook', webhook.id] })
    },
    onError: toastProblem,
  })
  if (error) return <ErrorPage error={error} />
  if (!data) return <RowSkeletons />
  return (
    <Stack>
      <Group justify="space-between">
        <StatusBadge state={stateOf(data)} />
        {webhook.state === 'active' && (
          <Button size="sm" loading={again.isPending} onClick={() => again.mutate()}>
            Send again
          </Button>
        )}
      </Group>
      <Answer row={data} />
      {data.problem && data.responseStatus !== null && <Text size="sm">{data.problem}</Text>}
      <Text size="sm" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
        Chandlery-Delivery: {data.id}
      </Text>
      <Part title="Sent" text={pretty(data.body)} />
      {data.responseBody !== null && <Part title="Answered" text={data.responseBody || 'Nothing'} />}
    </Stack>
  )
}

function Part({ title, text }: { readonly title: string; readonly text: string }) {
  return (
    <Stack gap={4}>
      <Title order={3} fz="0.9375rem">
        {title}
      </Title>
      <Code block tabIndex={0} aria-label={title} style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
        {text}
      </Code>
    </Stack>
  )
}

function pretty(json: string): string {
  try {
    return JSON.stringify(JSON.parse(json), null, 2)
  } catch {
    return json
  }
}
