import { Badge, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useApi } from '../../api/context.tsx'
import { type RetentionPreviewView, type RetentionRulesView, retentionPreview } from '../../api/retention.ts'
import { DataTable } from '../../ui/data-table.tsx'
import { ErrorPage } from '../../ui/error-page.tsx'
import { formatBytes, formatMoment, formatShortDay, plural, shortDigest } from '../../ui/format.ts'
import { RowSkeletons } from '../../ui/skeletons.tsx'

/** What rules would do in a repository now: what goes, and why the rest stays. */
export function RetentionPreview({ repository, rules }: { repository: string; rules: RetentionRulesView }) {
  const api = useApi()
  const { data, error } = useQuery(retentionPreview(api, repository, rules))
  if (error) return <ErrorPage error={error} />
  if (!data) return <RowSkeletons />
  return (
    <Stack gap="sm" role="status">
      <Text fw={600}>{summary(repository, data)}</Text>
      {data.lastRun && (
        <Text size="sm" c="dimmed">
          Last run {formatMoment(data.lastRun.at)}: {plural(data.lastRun.tagsRemoved, 'tag')} and{' '}
          {plural(data.lastRun.manifestsRemoved, 'image')} deleted.
        </Text>
      )}
      {data.items.length > 0 && <Fates items={data.items} repository={repository} />}
      {data.tags.kept + data.tags.removed > data.items.length && (
        <Text size="sm" c="dimmed">
          The first {data.items.length} are shown.
        </Text>
      )}
    </Stack>
  )
}

function summary(repository: string, { tags, manifests, bytes }: RetentionPreviewView): string {
  if (tags.removed === 0 && manifests.removed === 0) return `Nothing would go in ${repository}.`
  return `In ${repository} ${plural(tags.removed, 'tag')} and ${plural(manifests.removed, 'image')} would go, ${plural(tags.kept, 'tag')} would stay. This may free ${formatBytes(bytes)}.`
}

function Fates({ items, repository }: { items: RetentionPreviewView['items']; repository: string }) {
  return (
    <DataTable
      label={`What would become of ${repository}`}
      rows={items}
      rowKey={({ kind, name }) => `${kind} ${name}`}
      columns={[
        {
          title: 'Tag or image',
          cell: ({ kind, name }) => (
            <Text size="sm" ff={kind === 'manifest' ? 'monospace' : 'text'} style={{ overflowWrap: 'anywhere' }}>
              {kind === 'manifest' ? shortDigest(name) : name}
            </Text>
          ),
        },
        {
          title: 'Then',
          cell: ({ keep }) => (
            <Badge color={keep ? 'teal' : 'red'} variant="light" radius="sm" tt="none">
              {keep ? 'Stays' : 'Goes'}
            </Badge>
          ),
        },
        { title: 'Why', cell: ({ reason }) => withoutFate(reason) },
        { title: 'Pushed', cell: ({ pushedAt }) => formatShortDay(pushedAt) },
        { title: 'Pulled', cell: ({ pulledAt }) => (pulledAt ? formatShortDay(pulledAt) : 'Not lately') },
      ]}
    />
  )
}

/** "Stays: fits 1.*." beside a badge that says that it stays: "Fits 1.*." */
function withoutFate(reason: string): string {
  const rest = reason.replace(/^(Stays|Goes): /, '')
  return rest.charAt(0).toUpperCase() + rest.slice(1)
}
