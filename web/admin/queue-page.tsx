import { Badge, SegmentedControl, Text } from '@mantine/core'
import { IconChecks } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useApi } from '../api/context.tsx'
import { queue } from '../api/desk.ts'
import { DataTable } from '../ui/data-table.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import { ErrorPage } from '../ui/error-page.tsx'
import { plural } from '../ui/format.ts'
import { TextLink } from '../ui/links.tsx'
import { PageHeader } from '../ui/page.tsx'
import { RowSkeletons } from '../ui/skeletons.tsx'
import { StatusBadge } from '../ui/status-badge.tsx'

const states = [
  { value: 'pending', label: 'Pending' },
  { value: 'changes_requested', label: 'Changes requested' },
  { value: 'approved', label: 'Approved' },
  { value: 'published', label: 'Published' },
  { value: 'rejected', label: 'Rejected' },
]

/** Submissions by state, oldest first (STO-076). */
export function QueuePage() {
  const api = useApi()
  const [state, setState] = useState('pending')
  const { data, error } = useQuery(queue(api, state))
  if (error) return <ErrorPage error={error} />
  return (
    <>
      <PageHeader title="Submissions" lead={data ? plural(data.total, 'submission') : undefined} />
      <SegmentedControl
        aria-label="State"
        data={states}
        value={state}
        onChange={setState}
        mb="md"
        style={{ maxWidth: '100%', overflowX: 'auto' }}
      />
      {!data && <RowSkeletons />}
      {data?.items.length === 0 && (
        <EmptyState icon={IconChecks} title="Nothing here">
          No submission is in this state.
        </EmptyState>
      )}
      {data && data.items.length > 0 && (
        <DataTable
          label="Submissions"
          rows={data.items}
          rowKey={({ id }) => id}
          columns={[
            {
              title: 'Product',
              cell: (row) => (
                <>
                  <TextLink to="/desk/submissions/$id" params={{ id: row.id }} fw={600}>
                    {row.productName}
                  </TextLink>
                  <Text size="sm" c="dimmed">
                    by {row.publisher.name ?? row.publisher.slug}
                    {row.round > 1 ? `, round ${row.round}` : ''}
                  </Text>
                </>
              ),
            },
            { title: 'State', cell: (row) => <StatusBadge state={row.state} /> },
            { title: 'Assigned to', cell: (row) => row.assignee ?? 'Nobody' },
            {
              title: 'Waiting',
              align: 'right',
              cell: (row) =>
                row.overdue ? (
                  <Badge color="red" variant="light" radius="sm" tt="none">
                    {age(row.ageHours)}, overdue
                  </Badge>
                ) : (
                  age(row.ageHours)
                ),
            },
          ]}
        />
      )}
    </>
  )
}

function age(hours: number): string {
  if (hours < 1) return 'Under an hour'
  return hours < 48 ? plural(Math.floor(hours), 'hour') : plural(Math.floor(hours / 24), 'day')
}
