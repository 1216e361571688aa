import { Anchor, Button, Card, Group, Modal, SegmentedControl, Stack, Text, Textarea } from '@mantine/core'
import { IconUserCheck } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useApi } from '../api/context.tsx'
import { applications } from '../api/desk.ts'
import type { PublisherView } from '../api/review-views.ts'
import { EmptyState } from '../ui/empty-state.tsx'
import { ErrorPage } from '../ui/error-page.tsx'
import { FormProblem, useApiForm } from '../ui/form.tsx'
import { formatMoment } from '../ui/format.ts'
import { PageHeader } from '../ui/page.tsx'
import { RowSkeletons } from '../ui/skeletons.tsx'
import { StatusBadge } from '../ui/status-badge.tsx'
import { toastDone, toastProblem } from '../ui/toast.tsx'

const states = [
  { value: 'applied', label: 'Waiting' },
  { value: 'accepted', label: 'Accepted' },
  { value: 'active', label: 'Active' },
  { value: 'rejected', label: 'Rejected' },
]

/** Companies that want to become publishers (STO-030). */
export function ApplicationsPage() {
  const api = useApi()
  const [state, setState] = useState('applied')
  const [rejecting, setRejecting] = useState<PublisherView | null>(null)
  const { data, error } = useQuery(applications(api, state))
  if (error) return <ErrorPage error={error} />
  return (
    <>
      <PageHeader title="Publisher applications" lead="Companies that want to offer software in this store." />
      <SegmentedControl aria-label="State" data={states} value={state} onChange={setState} mb="md" />
      {!data && <RowSkeletons />}
      {data?.items.length === 0 && (
        <EmptyState icon={IconUserCheck} title="Nobody here">
          No publisher is in this state.
        </EmptyState>
      )}
      <Stack>
        {data?.items.map((publisher) => (
          <Application key={publisher.id} publisher={publisher} onReject={() => setRejecting(publisher)} />
        ))}
      </Stack>
      {rejecting && <RejectApplication publisher={rejecting} onClose={() => setRejecting(null)} />}
    </>
  )
}

function Application({ publisher, onReject }: { readonly publisher: PublisherView; readonly onReject: () => void }) {
  const api = useApi()
  const queryClient = useQueryClient()
  const accept = useMutation({
    mutationFn: () => api.post(`/publishers/${publisher.id}/accept`),
    onSuccess: async () => {
      toastDone(`${publisher.companyName} is accepted and has been told.`)
      await queryClient.invalidateQueries({ queryKey: ['applications'] })
    },
    onError: toastProblem,
  })
  return (
    <Card withBorder>
      <Group justify="space-between" align="flex-start">
        <div>
          <Text fw={650} fz="lg">
            {publisher.companyName}
          </Text>
          <Text size="sm" c="dimmed">
            as {publisher.slug}, applied {formatMoment(publisher.appliedAt)}
          </Text>
          <Anchor href={publisher.website} rel="noopener nofollow" target="_blank" size="sm">
            {publisher.website}
          </Anchor>
        </div>
        <StatusBadge state={publisher.state} />
      </Group>
      <Text my="sm" style={{ whiteSpace: 'pre-wrap' }}>
        {publisher.message}
      </Text>
      {publisher.decisionReason && <Text c="dimmed">Reason: {publisher.decisionReason}</Text>}
      {publisher.state === 'applied' && (
        <Group>
          <Button loading={accept.isPending} onClick={() => accept.mutate()}>
            Accept
          </Button>
          <Button variant="subtle" color="red" onClick={onReject}>
            Reject
          </Button>
        </Group>
      )}
    </Card>
  )
}

function RejectApplication({
  publisher,
  onClose,
}: {
  readonly publisher: PublisherView
  readonly onClose: () => void
}) {
  const api = useApi()
  const queryClient = useQueryClient()
  const form = useApiForm({ reason: '' }, async ({ reason }) => {
    await api.post(`/publishers/${publisher.id}/reject`, { reason })
    toastDone(`${publisher.companyName} has been told.`)
    onClose()
    await queryClient.invalidateQueries({ queryKey: ['applications'] })
  })
  return (
    <Modal opened onClose={onClose} title={`Reject ${publisher.companyName}`}>
      <form onSubmit={form.onSubmit}>
        <Stack>
          <FormProblem problem={form.problem} />
          <Textarea label="Reason, as they will read it" required autosize minRows={3} {...form.text('reason')} />
          <Button type="submit" color="red" loading={form.busy}>
            Reject
          </Button>
        </Stack>
      </form>
    </Modal>
  )
}
