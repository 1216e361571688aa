import { Button, Group, Modal, Stack, Text, Textarea, VisuallyHidden } from '@mantine/core'
import { IconPackage } from '@tabler/icons-react'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useApi } from '../api/context.tsx'
import { adminListings } from '../api/desk.ts'
import type { AdminListingView } from '../api/review-views.ts'
import { DataTable } from '../ui/data-table.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import { ErrorPage } from '../ui/error-page.tsx'
import { FormProblem, useApiForm } from '../ui/form.tsx'
import { formatShortDay } from '../ui/format.ts'
import { TextLink } from '../ui/links.tsx'
import { PageHeader } from '../ui/page.tsx'
import { RowSkeletons } from '../ui/skeletons.tsx'
import { StatusBadge } from '../ui/status-badge.tsx'
import { toastDone } from '../ui/toast.tsx'
import { RevocationProposal, RevokeDialog } from './revoke-listing.tsx'

/** Everything on the shelf, with hold and release (STO-108, STO-111). */
export function ListingsPage() {
  const api = useApi()
  const [chosen, setChosen] = useState<AdminListingView | null>(null)
  const [revoking, setRevoking] = useState<AdminListingView | null>(null)
  const { data, error } = useQuery(adminListings(api))
  if (error) return <ErrorPage error={error} />
  return (
    <>
      <PageHeader
        title="Listings"
        lead="Hold stops new customers; those who are entitled go on pulling, with a warning."
      />
      {!data && <RowSkeletons />}
      {data?.items.length === 0 && (
        <EmptyState icon={IconPackage} title="Nothing is published yet">
          Approved submissions appear here once their publisher publishes them.
        </EmptyState>
      )}
      {data && data.items.length > 0 && (
        <DataTable
          label="Listings"
          rows={data.items}
          rowKey={({ productId }) => productId}
          columns={[
            {
              title: 'Product',
              cell: (row) => (
                <>
                  <TextLink to="/images/$slug" params={{ slug: row.slug }} fw={600}>
                    {row.name}
                  </TextLink>
                  <Text size="sm" c="dimmed">
                    {typeof row.publisher === 'string' ? row.publisher : row.publisher.name}
                  </Text>
                </>
              ),
            },
            { title: 'State', cell: (row) => <StatusBadge state={row.state} /> },
            { title: 'Reason', cell: (row) => <Reason row={row} /> },
            { title: 'Since', cell: (row) => (row.stateSince ? formatShortDay(row.stateSince) : '') },
            {
              title: <VisuallyHidden>Action</VisuallyHidden>,
              align: 'right',
              cell: (row) =>
                row.state === 'published' || row.state === 'hold' ? (
                  <Group gap="xs" justify="flex-end" wrap="nowrap">
                    {!row.revocation && (
                      <Button variant="default" size="compact-sm" onClick={() => setRevoking(row)}>
                        Revoke
                      </Button>
                    )}
                    <Button variant="default" size="compact-sm" onClick={() => setChosen(row)}>
                      {row.state === 'hold' ? 'Release' : 'Hold'}
                    </Button>
                  </Group>
                ) : null,
            },
          ]}
        />
      )}
      {revoking && <RevokeDialog listing={revoking} onClose={() => setRevoking(null)} />}
      {chosen && <StateDialog listing={chosen} onClose={() => setChosen(null)} />}
    </>
  )
}

function Reason({ row }: { readonly row: AdminListingView }) {
  return (
    <>
      {row.stateReason}
      {row.blockedNow && (
        <Text size="sm" c="dimmed">
          Blocked: nobody pulls it any more.
        </Text>
      )}
      {row.revocation && <RevocationProposal listing={row} />}
    </>
  )
}

function StateDialog({ listing, onClose }: { readonly listing: AdminListingView; readonly onClose: () => void }) {
  const api = useApi()
  const queryClient = useQueryClient()
  const held = listing.state === 'hold'
  const form = useApiForm({ text: '' }, async ({ text }) => {
    const path = `/listings/${listing.productId}/${held ? 'lift-hold' : 'hold'}`
    await api.post(path, held ? { note: text } : { reason: text })
    toastDone(held ? `${listing.name} is on sale again.` : `${listing.name} is on hold.`)
    onClose()
    await queryClient.invalidateQueries({ queryKey: ['admin-listings'] })
  })
  return (
    <Modal opened onClose={onClose} title={held ? `Release ${listing.name}` : `Put ${listing.name} on hold`}>
      <form onSubmit={form.onSubmit}>
        <Stack>
          <FormProblem problem={form.problem} />
          <Text>
            {held
              ? 'The warning disappears, and customers who asked for notices are told.'
              : 'Nobody new can get it. The page shows your reason, and customers who asked for notices are told.'}
          </Text>
          <Textarea
            label={held ? 'Note' : 'Reason, shown on the product page'}
            required
            autosize
            minRows={2}
            {...form.text('text')}
            error={form.errorOf('reason') ?? form.errorOf('note')}
          />
          <Button type="submit" color={held ? 'tide' : 'red'} loading={form.busy}>
            {held ? 'Release' : 'Put on hold'}
          </Button>
        </Stack>
      </form>
    </Modal>
  )
}
