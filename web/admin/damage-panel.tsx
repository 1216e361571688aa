import { Alert, Badge, Code, Stack, Text, Title } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { BlobDamageView, StoredHealthView } from '../../src/registry/http/views.ts'
import { useApi } from '../api/context.tsx'
import { storedHealth } from '../api/desk.ts'
import { DataTable } from '../ui/data-table.tsx'
import { ErrorPage } from '../ui/error-page.tsx'
import { formatBytes, formatMoment, plural, shortDigest } from '../ui/format.ts'
import { RowSkeletons } from '../ui/skeletons.tsx'

/** What re-reading the stored bytes found. */
export function DamagePanel() {
  const api = useApi()
  const { data, error } = useQuery(storedHealth(api))
  if (error) return <ErrorPage error={error} />
  if (!data) return <RowSkeletons />
  return (
    <Stack component="section" aria-label="Damaged content">
      <Title order={2} fz="1.25rem">
        Damaged content
      </Title>
      {data.damaged > 0 && (
        <Alert color="red" title={`${plural(data.damaged, 'blob')} damaged`}>
          Nobody gets these bytes. Push the images again, import them from an archive, or put the files back from a
          backup and run chandlery registry verify --all.
        </Alert>
      )}
      <Text size="sm">{progress(data)}</Text>
      {data.items.length > 0 ? <Findings items={data.items} /> : <Text c="dimmed">No damage was ever found.</Text>}
    </Stack>
  )
}

function progress({ dueBlobs, dueBytes, rate }: StoredHealthView): string {
  const due = `${plural(dueBlobs, 'blob')} (${formatBytes(dueBytes)})`
  if (rate === 0) return `Stored bytes are not read again in the background. Not read in the last 30 days: ${due}.`
  if (dueBlobs === 0) return 'Every stored byte was read, or arrived, in the last 30 days.'
  return `To be read again: ${due}, at ${formatBytes(rate)} a second.`
}

const words: Readonly<Record<BlobDamageView['what'], string>> = {
  missing: 'bytes missing',
  wrong_size: 'wrong size',
  wrong_digest: 'wrong bytes',
}

function Findings({ items }: { readonly items: readonly BlobDamageView[] }) {
  return (
    <DataTable
      label="Findings"
      minWidth="44rem"
      rows={items}
      rowKey={({ digest, foundAt }) => `${digest} ${foundAt}`}
      columns={[
        { title: 'Blob', cell: ({ digest }) => <Code>{shortDigest(digest)}</Code> },
        { title: 'Damage', cell: ({ what }) => words[what] },
        { title: 'Found', cell: ({ foundAt }) => formatMoment(foundAt) },
        {
          title: 'Now',
          cell: ({ repairedAt }) =>
            repairedAt ? (
              <Text size="sm">Repaired {formatMoment(repairedAt)}</Text>
            ) : (
              <Badge color="red" variant="light">
                damaged
              </Badge>
            ),
        },
        { title: 'Repositories', cell: ({ repositories }) => repositories.join(', ') || 'none' },
      ]}
    />
  )
}
