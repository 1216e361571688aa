import { Alert, Button, Stack, Text, Title } from '@mantine/core'
import { IconAlertTriangle, IconShieldSearch } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { AdvisoryFeedsView, FeedView } from '../../src/vulnerabilities/http/views.ts'
import { useApi } from '../api/context.tsx'
import { advisoryFeeds } from '../api/desk.ts'
import { CommandCopy } from '../ui/command-copy.tsx'
import { DataTable } from '../ui/data-table.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import { ErrorPage } from '../ui/error-page.tsx'
import { formatMoment, plural } from '../ui/format.ts'
import { PageHeader } from '../ui/page.tsx'
import { RowSkeletons } from '../ui/skeletons.tsx'
import { toastProblem } from '../ui/toast.tsx'
import { FeedTable } from './feed-table.tsx'

/** The advisory data that scans are matched with, its age, and imports under way (ADV-9). */
export function AdvisoriesPage() {
  const api = useApi()
  const queryClient = useQueryClient()
  const { data, error } = useQuery(advisoryFeeds(api))
  const fetchNow = useMutation({
    mutationFn: () => api.post('/advisories/fetch', {}),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ['advisories'] }),
    onError: toastProblem,
  })
  if (error) return <ErrorPage error={error} />
  return (
    <>
      <PageHeader
        title="Advisories"
        lead="What scans are matched with. Newer data opens and closes findings by itself."
      />
      {!data && <RowSkeletons />}
      {data && (
        <Stack gap="lg">
          <OldData of={data} />
          {data.feeds.length === 0 ? (
            <EmptyState icon={IconShieldSearch} title="No advisories yet">
              Scans list components but cannot tell which are vulnerable. Import OSV records with the command below.
            </EmptyState>
          ) : (
            <FeedTable feeds={data.feeds} />
          )}
          {data.feeds.some(({ fetched }) => fetched) && (
            <Button w="fit-content" variant="default" loading={fetchNow.isPending} onClick={() => fetchNow.mutate()}>
              Fetch now
            </Button>
          )}
          {data.items.length > 0 && <Ecosystems items={data.items} />}
          <CommandCopy command="chandlery advisories import all.zip" />
        </Stack>
      )}
    </>
  )
}

function OldData({ of: { feeds, maxAgeHours } }: { readonly of: AdvisoryFeedsView }) {
  const old = feeds.filter(({ stale }) => stale)
  if (old.length === 0) return null
  return (
    <Alert color="brass" icon={<IconAlertTriangle />} title="Some advisory data is old">
      {old.map(({ name }) => name).join(', ')}: not confirmed for more than {plural(maxAgeHours, 'hour')}. Scans go on
      with what is there; what has become known since then is missing.
    </Alert>
  )
}

function Ecosystems({ items }: { readonly items: readonly FeedView[] }) {
  return (
    <Stack gap="sm" component="section" aria-labelledby="ecosystems">
      <Title order={2} fz="1.25rem" id="ecosystems">
        Ecosystems
      </Title>
      <Text c="dimmed" size="sm">
        Packages of other ecosystems are listed in scans and named as not covered.
      </Text>
      <DataTable
        label="Records by ecosystem"
        rows={items}
        rowKey={({ ecosystem }) => ecosystem}
        columns={[
          { title: 'Ecosystem', cell: ({ ecosystem }) => ecosystem },
          { title: 'Records', cell: ({ records }) => records, align: 'right' },
          { title: 'From', cell: ({ source }) => source },
          { title: 'As of', cell: ({ checkedAt }) => formatMoment(checkedAt) },
        ]}
      />
    </Stack>
  )
}
