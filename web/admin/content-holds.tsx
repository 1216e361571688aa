import { Button, Group, Modal, Stack, Text, Textarea, TextInput, Title, VisuallyHidden } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconLock } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { ContentHoldView } from '../../src/registry/http/views.ts'
import { useApi } from '../api/context.tsx'
import { contentHolds } from '../api/desk.ts'
import { ConfirmButton } from '../ui/confirm-button.tsx'
import { DataTable } from '../ui/data-table.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import { ErrorPage } from '../ui/error-page.tsx'
import { FormProblem, useApiForm } from '../ui/form.tsx'
import { formatShortDay, shortDigest } from '../ui/format.ts'
import { RowSkeletons } from '../ui/skeletons.tsx'
import { toastDone, toastProblem } from '../ui/toast.tsx'

/** Content that nobody deletes and the collector leaves alone, until it is released. */
export function ContentHolds() {
  const api = useApi()
  const [opened, dialog] = useDisclosure(false)
  const { data, error } = useQuery(contentHolds(api))
  if (error) return <ErrorPage error={error} />
  return (
    <Stack component="section" aria-label="Held content">
      <Group justify="space-between">
        <Title order={2} fz="1.25rem">
          Held content
        </Title>
        <Button variant="default" onClick={dialog.open}>
          Hold content
        </Button>
      </Group>
      {!data && <RowSkeletons />}
      {data?.items.length === 0 && (
        <EmptyState icon={IconLock} title="Nothing is held">
          Hold an image, a layer or a repository that has to stay for an audit or a dispute.
        </EmptyState>
      )}
      {data && data.items.length > 0 && <Holds holds={data.items} />}
      {opened && <HoldDialog onClose={dialog.close} />}
    </Stack>
  )
}

const nameOf = ({ digest, repository }: ContentHoldView) => (digest ? shortDigest(digest) : (repository ?? ''))

function Holds({ holds }: { readonly holds: readonly ContentHoldView[] }) {
  return (
    <DataTable
      label="Holds on content"
      minWidth="44rem"
      rows={holds}
      rowKey={({ id }) => id}
      columns={[
        { title: 'Content', cell: (hold) => <Text ff="monospace">{nameOf(hold)}</Text> },
        { title: 'Reason', cell: (hold) => hold.reason },
        { title: 'By', cell: (hold) => hold.placedBy },
        { title: 'Since', cell: (hold) => formatShortDay(hold.placedAt) },
        {
          title: <VisuallyHidden>Action</VisuallyHidden>,
          align: 'right',
          cell: (hold) =>
            hold.releasedAt ? (
              <Text size="sm" c="dimmed">
                Released by {hold.releasedBy}, {formatShortDay(hold.releasedAt)}
              </Text>
            ) : (
              <Release hold={hold} />
            ),
        },
      ]}
    />
  )
}

function Release({ hold }: { readonly hold: ContentHoldView }) {
  const api = useApi()
  const queryClient = useQueryClient()
  const release = useMutation({
    mutationFn: () => api.post(`/registry/holds/${hold.id}/release`),
    onSuccess: async () => {
      toastDone(`${nameOf(hold)} is released.`)
      await queryClient.invalidateQueries({ queryKey: ['content-holds'] })
    },
    onError: toastProblem,
  })
  return (
    <ConfirmButton
      label="Release"
      title={`Release ${nameOf(hold)}`}
      confirm="Release"
      busy={release.isPending}
      onConfirm={() => release.mutateAsync()}
    >
      Its owner may delete it again, and what nothing needs is collected after the usual delay.
    </ConfirmButton>
  )
}

function HoldDialog({ onClose }: { readonly onClose: () => void }) {
  const api = useApi()
  const queryClient = useQueryClient()
  const form = useApiForm({ content: '', reason: '' }, async (values) => {
    await api.post('/registry/holds', values)
    toastDone('The content is held.')
    onClose()
    await queryClient.invalidateQueries({ queryKey: ['content-holds'] })
  })
  return (
    <Modal opened onClose={onClose} title="Hold content">
      <form onSubmit={form.onSubmit}>
        <Stack>
          <FormProblem problem={form.problem} />
          <Text>
            Nobody can delete it until it is released. Selling and pulling go on: to stop those, hold the listing.
          </Text>
          <TextInput
            label="Digest or repository"
            description="A manifest stays with everything below it, a repository with all that it holds."
            placeholder="sha256:… or acme/widget"
            required
            autoCapitalize="none"
            {...form.text('content')}
          />
          <Textarea
            label="Reason"
            description="Told to whoever tries to delete it."
            required
            autosize
            minRows={2}
            {...form.text('reason')}
          />
          <Button type="submit" loading={form.busy}>
            Hold
          </Button>
        </Stack>
      </form>
    </Modal>
  )
}
