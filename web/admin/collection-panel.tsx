import { Alert, Button, Code, Group, Modal, Paper, Progress, SimpleGrid, Stack, Text, Title } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type {
  CollectionPreviewView,
  CollectionRunView,
  CollectionView,
  RunningCollectionView,
} from '../../src/registry/http/views.ts'
import { useApi } from '../api/context.tsx'
import { collection } from '../api/desk.ts'
import { DataTable } from '../ui/data-table.tsx'
import { ErrorPage } from '../ui/error-page.tsx'
import { formatBytes, formatDuration, formatMoment, plural } from '../ui/format.ts'
import { RowSkeletons } from '../ui/skeletons.tsx'
import { toastProblem } from '../ui/toast.tsx'

/** Usage, the queue of the collector, the run under way and those before it. */
export function CollectionPanel() {
  const api = useApi()
  const queryClient = useQueryClient()
  const [preview, setPreview] = useState<CollectionPreviewView | null>(null)
  const { data, error } = useQuery(collection(api))
  const refresh = () => queryClient.invalidateQueries({ queryKey: ['collection'] })
  const dryRun = useMutation({
    mutationFn: () => api.post<CollectionPreviewView>('/registry/collection/preview'),
    onSuccess: async (found) => {
      setPreview(found)
      await refresh()
    },
    onError: toastProblem,
  })
  const steer = useMutation({
    mutationFn: (what: 'start' | 'stop') => api.post(`/registry/collection/${what}`),
    onSuccess: refresh,
    onError: toastProblem,
  })
  if (error) return <ErrorPage error={error} />
  if (!data) return <RowSkeletons />
  return (
    <Stack component="section" aria-label="Garbage collection">
      <Group justify="space-between">
        <Title order={2} fz="1.25rem">
          Garbage collection
        </Title>
        <Group gap="sm">
          <Button variant="default" loading={dryRun.isPending} onClick={() => dryRun.mutate()}>
            Dry run
          </Button>
          {data.running ? (
            <Button
              color="red"
              loading={steer.isPending || data.running.stopRequested}
              onClick={() => steer.mutate('stop')}
            >
              Stop
            </Button>
          ) : (
            <Button loading={steer.isPending} onClick={() => steer.mutate('start')}>
              Collect now
            </Button>
          )}
        </Group>
      </Group>
      <Facts of={data} />
      {data.running && <Running run={data.running} />}
      {data.past.length > 0 ? (
        <Past runs={data.past} />
      ) : (
        <Text c="dimmed">No run yet. The next one starts within the hour.</Text>
      )}
      {preview && <Preview found={preview} onClose={() => setPreview(null)} />}
    </Stack>
  )
}

function Facts({ of: { usage, candidates, delayHours } }: { readonly of: CollectionView }) {
  const facts = [
    [formatBytes(usage.bytes), `in ${plural(usage.blobs, 'blob')}`],
    [plural(usage.repositories, 'repository', 'repositories'), 'in the store'],
    [plural(candidates.waiting, 'candidate'), `looked at after ${plural(delayHours, 'hour')}`],
    [plural(candidates.due, 'candidate'), 'due now'],
  ] as const
  return (
    <SimpleGrid cols={{ base: 2, md: 4 }} spacing="sm">
      {facts.map(([value, label]) => (
        <Paper key={label} withBorder p="md">
          <Text fw={650} fz="lg">
            {value}
          </Text>
          <Text size="sm" c="dimmed">
            {label}
          </Text>
        </Paper>
      ))}
    </SimpleGrid>
  )
}

function Running({ run }: { readonly run: RunningCollectionView }) {
  const { examined, remaining, perSecond, secondsLeft } = run
  const share = remaining === null ? 0 : (100 * examined) / Math.max(1, examined + remaining)
  return (
    <Paper withBorder p="md">
      <Stack gap="xs">
        <Text fw={600}>{run.stopRequested ? 'Stopping after this batch' : 'Collecting now'}</Text>
        <Progress value={share} aria-label="Progress of the collection" />
        <Text size="sm">
          {plural(examined, 'candidate')} looked at
          {remaining !== null && `, about ${plural(remaining, 'candidate')} to go`}
          {perSecond > 0 && `, ${Math.round(perSecond)} each second`}
          {secondsLeft !== null && `, ${formatDuration(secondsLeft)} left`}
        </Text>
        <Text size="sm" c="dimmed">
          {plural(run.blobsRemoved, 'blob')} removed, {formatBytes(run.bytesFreed)} freed since{' '}
          {formatMoment(run.startedAt)}
        </Text>
      </Stack>
    </Paper>
  )
}

function Past({ runs }: { readonly runs: readonly CollectionRunView[] }) {
  return (
    <DataTable
      label="Former runs"
      minWidth="44rem"
      rows={runs}
      rowKey={({ id }) => id}
      columns={[
        { title: 'Began', cell: (run) => formatMoment(run.startedAt) },
        { title: 'By', cell: (run) => run.requestedBy ?? 'the clock' },
        { title: 'What', cell: (run) => (run.dryRun ? 'Dry run' : run.outcome === 'stopped' ? 'Stopped' : 'Complete') },
        { title: 'Looked at', align: 'right', cell: (run) => run.examined },
        { title: 'Links', align: 'right', cell: (run) => run.linksRemoved },
        { title: 'Blobs', align: 'right', cell: (run) => run.blobsRemoved },
        { title: 'Freed', align: 'right', cell: (run) => formatBytes(run.bytesFreed) },
      ]}
    />
  )
}

function Preview({ found, onClose }: { readonly found: CollectionPreviewView; readonly onClose: () => void }) {
  const more = found.blobs - found.digests.length
  return (
    <Modal opened onClose={onClose} size="lg" title="What a collection would remove now">
      <Stack>
        <Alert color={found.blobs > 0 ? 'brass' : 'teal'}>
          {found.blobs > 0
            ? `${plural(found.blobs, 'blob')} and ${plural(found.links, 'link')} would go, ${formatBytes(found.bytes)}. Nothing was changed.`
            : 'Nothing would go. Everything is needed, or has not waited for long enough.'}
        </Alert>
        {found.digests.length > 0 && (
          <Code block style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }} tabIndex={0}>
            {found.digests.join('\n')}
          </Code>
        )}
        {more > 0 && <Text size="sm">and {plural(more, 'more', 'more')}</Text>}
      </Stack>
    </Modal>
  )
}
