import { Button, Modal, NumberInput, Stack, Text, VisuallyHidden } from '@mantine/core'
import { IconDatabase } from '@tabler/icons-react'
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useApi } from '../api/context.tsx'
import { storages } from '../api/desk.ts'
import type { StorageView } from '../api/publishing-views.ts'
import { DataTable } from '../ui/data-table.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import { ErrorPage } from '../ui/error-page.tsx'
import { FormProblem, useApiForm } from '../ui/form.tsx'
import { formatBytes, plural } from '../ui/format.ts'
import { PageHeader } from '../ui/page.tsx'
import { RowSkeletons } from '../ui/skeletons.tsx'
import { toastDone } from '../ui/toast.tsx'
import { UsageBar } from '../ui/usage-bar.tsx'

const gigabyte = 1_000_000_000

/** What each publisher keeps in its staging repositories, and how much it may. */
export function StoragePage() {
  const api = useApi()
  const [chosen, setChosen] = useState<StorageView | null>(null)
  const { data, error, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery(storages(api))
  if (error) return <ErrorPage error={error} />
  const rows = data?.pages.flatMap(({ items }) => items)
  return (
    <>
      <PageHeader
        title="Storage"
        lead="What publishers keep in their staging repositories. Layers that several of their repositories share count once; published copies do not count."
      />
      {!rows && <RowSkeletons />}
      {rows?.length === 0 && (
        <EmptyState icon={IconDatabase} title="Nothing pushed yet">
          Publishers appear here with their first push.
        </EmptyState>
      )}
      {rows && rows.length > 0 && (
        <DataTable
          label="Storage of publishers"
          rows={rows}
          rowKey={({ namespace }) => namespace}
          columns={[
            { title: 'Publisher', cell: ({ namespace }) => namespace },
            { title: 'Stored', cell: (row) => <Stored row={row} /> },
            {
              title: 'Repositories',
              cell: ({ usage, quota }) =>
                quota.repositories === null ? usage.repositories : `${usage.repositories} of ${quota.repositories}`,
            },
            { title: 'Quota', cell: ({ own }) => (own ? 'Its own' : 'As in the settings') },
            {
              title: <VisuallyHidden>Action</VisuallyHidden>,
              align: 'right',
              cell: (row) => (
                <Button variant="default" size="compact-sm" onClick={() => setChosen(row)}>
                  Change
                </Button>
              ),
            },
          ]}
        />
      )}
      {hasNextPage && (
        <Button variant="default" mt="md" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          Show more
        </Button>
      )}
      {chosen && <QuotaDialog storage={chosen} onClose={() => setChosen(null)} />}
    </>
  )
}

function Stored({ row: { namespace, usage, quota } }: { readonly row: StorageView }) {
  if (quota.bytes === null) return formatBytes(usage.bytes)
  return (
    <Stack gap={4} miw={140}>
      <span>
        {formatBytes(usage.bytes)} of {formatBytes(quota.bytes)}
      </span>
      <UsageBar size="sm" label={`Storage used by ${namespace}`} used={usage.bytes} limit={quota.bytes} />
    </Stack>
  )
}

interface QuotaDialogProps {
  readonly storage: StorageView
  readonly onClose: () => void
}

function QuotaDialog({ storage: { namespace, quota, own, usage }, onClose }: QuotaDialogProps) {
  const api = useApi()
  const queryClient = useQueryClient()
  const initial = {
    gigabytes: quota.bytes === null ? 0 : quota.bytes / gigabyte,
    repositories: quota.repositories ?? 0,
  }
  const save = async (body: { readonly bytes?: number; readonly repositories?: number }) => {
    await api.put(`/storage/${encodeURIComponent(namespace)}/quota`, body)
    toastDone(`The quota of ${namespace} is changed.`)
    onClose()
    await queryClient.invalidateQueries({ queryKey: ['storage'] })
  }
  const form = useApiForm(initial, (values) =>
    save({ bytes: Math.round(values.gigabytes * gigabyte), repositories: values.repositories }),
  )
  const standard = useApiForm({}, () => save({}))
  return (
    <Modal opened onClose={onClose} title={<Text fw={650}>Quota of {namespace}</Text>}>
      <form onSubmit={form.onSubmit}>
        <Stack>
          <FormProblem problem={form.problem ?? standard.problem} />
          <Text size="sm" c="dimmed">
            It keeps {formatBytes(usage.bytes)} in {plural(usage.repositories, 'repository', 'repositories')}. A lower
            quota takes nothing away; it only lets nothing more in. 0 means no limit.
          </Text>
          <NumberInput
            label="Storage in GB"
            min={0}
            max={9_000_000}
            decimalScale={3}
            required
            value={form.values.gigabytes}
            onChange={(value) => form.set('gigabytes', Number(value))}
            error={form.errorOf('bytes')}
          />
          <NumberInput
            label="Repositories"
            min={0}
            max={1_000_000}
            allowDecimal={false}
            required
            value={form.values.repositories}
            onChange={(value) => form.set('repositories', Number(value))}
            error={form.errorOf('repositories')}
          />
          <Button type="submit" loading={form.busy}>
            Save
          </Button>
        </Stack>
      </form>
      {own && (
        <form onSubmit={standard.onSubmit}>
          <Button type="submit" variant="default" fullWidth mt="sm" loading={standard.busy}>
            Back to the settings
          </Button>
        </form>
      )}
    </Modal>
  )
}
