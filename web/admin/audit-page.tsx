import { Button, Code, Group, Stack, Text, TextInput } from '@mantine/core'
import { IconHistory } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useApi } from '../api/context.tsx'
import { auditTrail } from '../api/desk.ts'
import { DataTable } from '../ui/data-table.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import { ErrorPage } from '../ui/error-page.tsx'
import { formatMoment } from '../ui/format.ts'
import { PageHeader } from '../ui/page.tsx'
import { RowSkeletons } from '../ui/skeletons.tsx'

interface Filter {
  readonly action?: string
  readonly actor?: string
  readonly subjectId?: string
}

/** Who did what, to what, when (STO-234), newest first. */
export function AuditPage() {
  const api = useApi()
  const [filter, setFilter] = useState<Filter>({})
  const [trail, setTrail] = useState<readonly string[]>([])
  const cursor = trail.at(-1)
  const { data, error } = useQuery(auditTrail(api, { ...filter, ...(cursor && { cursor }), limit: 50 }))
  if (error) return <ErrorPage error={error} />
  return (
    <>
      <PageHeader title="Audit trail" lead="Lines are never changed or removed." />
      <FilterForm
        onFilter={(next) => {
          setTrail([])
          setFilter(next)
        }}
      />
      {!data && <RowSkeletons count={8} />}
      {data?.items.length === 0 && (
        <EmptyState icon={IconHistory} title="No lines">
          Nothing in the trail fits these filters.
        </EmptyState>
      )}
      {data && data.items.length > 0 && (
        <DataTable
          label="Audit trail"
          minWidth="46rem"
          rows={data.items}
          rowKey={({ id }) => id}
          columns={[
            {
              title: 'When',
              cell: ({ at }) => (
                <Text size="sm" style={{ whiteSpace: 'nowrap' }}>
                  {formatMoment(at)}
                </Text>
              ),
            },
            {
              title: 'Who',
              cell: ({ actor }) => (
                <Text size="sm">
                  {actor.name}
                  {actor.kind !== 'user' && <Text span c="dimmed">{` (${actor.kind})`}</Text>}
                </Text>
              ),
            },
            { title: 'What', cell: ({ action }) => <Code>{action}</Code> },
            {
              title: 'On',
              cell: ({ subject, reason }) => (
                <>
                  <Text size="sm">
                    {subject.kind} {subject.name ?? subject.id}
                  </Text>
                  {reason && (
                    <Text size="sm" c="dimmed">
                      {reason}
                    </Text>
                  )}
                </>
              ),
            },
          ]}
        />
      )}
      <Group mt="md" justify="space-between">
        <Button variant="default" disabled={trail.length === 0} onClick={() => setTrail(trail.slice(0, -1))}>
          Newer
        </Button>
        <Button
          variant="default"
          disabled={data?.next === undefined}
          onClick={() => data?.next !== undefined && setTrail([...trail, data.next])}
        >
          Older
        </Button>
      </Group>
    </>
  )
}

function FilterForm({ onFilter }: { readonly onFilter: (filter: Filter) => void }) {
  const [values, setValues] = useState({ action: '', actor: '', subjectId: '' })
  const field = (name: keyof typeof values) => ({
    value: values[name],
    onChange: (event: { currentTarget: { value: string } }) =>
      setValues({ ...values, [name]: event.currentTarget.value.trim() }),
  })
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        onFilter(Object.fromEntries(Object.entries(values).filter(([, value]) => value !== '')))
      }}
    >
      <Stack gap="xs" mb="md">
        <Group align="flex-end" gap="sm">
          <TextInput label="Action" placeholder="moderation." {...field('action')} />
          <TextInput label="Who" placeholder="user name" {...field('actor')} />
          <TextInput label="Subject id" {...field('subjectId')} />
          <Button type="submit" variant="default">
            Filter
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
