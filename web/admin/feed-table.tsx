import { Badge, Group, Stack, Text } from '@mantine/core'
import type { FeedImportView, FeedSourceView } from '../../src/vulnerabilities/http/views.ts'
import { DataTable } from '../ui/data-table.tsx'
import { formatMoment, plural } from '../ui/format.ts'

const formats = { osv: 'Advisories', kev: 'Known exploited', epss: 'Likelihood', nvd: 'NVD scores' } as const

/** Each feed with its age, what came of the last attempt, and how far an import is. */
export function FeedTable({ feeds }: { readonly feeds: readonly FeedSourceView[] }) {
  return (
    <DataTable
      label="Feeds"
      rows={feeds}
      rowKey={({ name }) => name}
      minWidth="44rem"
      columns={[
        { title: 'Feed', cell: (feed) => <Name feed={feed} /> },
        { title: 'Records', cell: ({ records }) => records, align: 'right' },
        { title: 'As of', cell: (feed) => <AsOf feed={feed} /> },
        { title: 'Last import', cell: ({ latest }) => latest && <Latest run={latest} /> },
      ]}
    />
  )
}

function Name({ feed: { name, format, source } }: { readonly feed: FeedSourceView }) {
  return (
    <Stack gap={2}>
      <Text fw={600}>{name}</Text>
      <Text size="sm" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
        {formats[format]}, from {source}
      </Text>
    </Stack>
  )
}

function AsOf({ feed: { checkedAt, stale, failure, failedAt } }: { readonly feed: FeedSourceView }) {
  return (
    <Stack gap={2}>
      <Group gap="xs" wrap="nowrap">
        <Text size="sm">{checkedAt === undefined ? 'Never' : formatMoment(checkedAt)}</Text>
        {stale && (
          <Badge color="brass" variant="light">
            Old
          </Badge>
        )}
      </Group>
      {failure !== undefined && failedAt !== undefined && (
        <Text size="sm">
          Tried on {formatMoment(failedAt)}: {failure}
        </Text>
      )}
    </Stack>
  )
}

function Latest({ run }: { readonly run: FeedImportView }) {
  if (run.state === 'running') {
    return (
      <Text size="sm">
        {run.expected === undefined
          ? `${plural(run.read, 'record')} read`
          : `${run.read} of ${plural(run.expected, 'record')} read`}
      </Text>
    )
  }
  if (run.state === 'refused') return <Text size="sm">Refused: the old data stays</Text>
  if (run.state === 'abandoned') return <Text size="sm">Broken off</Text>
  return (
    <Text size="sm">
      {run.added} new, {run.changed} changed, {run.removed} removed
      {run.rejected > 0 && `, ${plural(run.rejected, 'broken record')} left out`}
    </Text>
  )
}
