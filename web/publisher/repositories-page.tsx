import { Accordion, Group, Stack, Text, Title } from '@mantine/core'
import { IconBoxSeam } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useApi, useStore } from '../api/context.tsx'
import { scan } from '../api/desk.ts'
import { repositories, tags } from '../api/publishing.ts'
import type { TagView } from '../api/publishing-views.ts'
import { ScanBar } from '../review/scan-bar.tsx'
import { CommandCopy } from '../ui/command-copy.tsx'
import { DataTable } from '../ui/data-table.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import { ErrorPage } from '../ui/error-page.tsx'
import { formatBytes, formatMoment, formatPlatforms, plural, shortDigest } from '../ui/format.ts'
import { TextLink } from '../ui/links.tsx'
import { PageHeader } from '../ui/page.tsx'
import { RowSkeletons } from '../ui/skeletons.tsx'
import { usePublisher } from './portal.ts'
import { RetentionPanel } from './retention/retention-panel.tsx'
import { StorageMeter } from './storage-meter.tsx'

/** The private staging repositories of a publisher, their tags and what the scans found. */
export function RepositoriesPage() {
  const publisher = usePublisher()
  if (!publisher) return <RowSkeletons />
  return <Repositories namespace={publisher.slug} mayChange={publisher.myRole === 'owner'} />
}

function Repositories({ namespace, mayChange }: { readonly namespace: string; readonly mayChange: boolean }) {
  const api = useApi()
  const { registryHost } = useStore()
  const { data, error } = useQuery(repositories(api, namespace))
  if (error) return <ErrorPage error={error} />
  return (
    <>
      <PageHeader
        title="Repositories"
        lead="Only members of your company see these. Customers get a copy of what was reviewed, under store/."
      />
      <StorageMeter namespace={namespace} />
      {!data && <RowSkeletons />}
      {data?.items.length === 0 && (
        <EmptyState icon={IconBoxSeam} title="Nothing pushed yet">
          Sign in with docker and push. The repository appears with its first image.
        </EmptyState>
      )}
      {data && data.items.length > 0 && (
        <Accordion variant="separated" mb="xl">
          {data.items.map((repository) => (
            <Accordion.Item key={repository.name} value={repository.name}>
              <Accordion.Control>
                <Group gap="sm">
                  <Text fw={600}>{repository.name}</Text>
                  <Text size="sm" c="dimmed">
                    {plural(repository.tagCount, 'tag')}, {formatBytes(repository.size)}
                  </Text>
                </Group>
              </Accordion.Control>
              <Accordion.Panel>
                <Tags repository={repository.name} />
              </Accordion.Panel>
            </Accordion.Item>
          ))}
        </Accordion>
      )}
      {data && (
        <RetentionPanel namespace={namespace} repositories={data.items.map(({ name }) => name)} mayChange={mayChange} />
      )}
      <Stack gap="xs">
        <Title order={2} fz="1.125rem">
          How to push
        </Title>
        <CommandCopy command={`docker login ${registryHost}`} />
        <CommandCopy command={`docker tag my-image:1.0.0 ${registryHost}/${namespace}/my-image:1.0.0`} />
        <CommandCopy command={`docker push ${registryHost}/${namespace}/my-image:1.0.0`} />
      </Stack>
    </>
  )
}

function Tags({ repository }: { readonly repository: string }) {
  const api = useApi()
  const { data, error } = useQuery(tags(api, repository))
  if (error) return <ErrorPage error={error} />
  if (!data) return <RowSkeletons />
  return (
    <DataTable
      label={`Tags of ${repository}`}
      rows={data.items}
      rowKey={({ tag }) => tag}
      columns={[
        {
          title: 'Tag',
          cell: (row) => (
            <>
              <TextLink to="/scan" search={{ repository, reference: row.tag }} fw={600}>
                {row.tag}
              </TextLink>
              <Text size="xs" c="dimmed" ff="monospace">
                {shortDigest(row.digest)}
              </Text>
            </>
          ),
        },
        { title: 'Platforms', cell: (row) => formatPlatforms(row.platforms) || 'Not stated' },
        { title: 'Size', cell: (row) => formatBytes(row.size), align: 'right' },
        { title: 'Pushed', cell: (row) => formatMoment(row.pushedAt) },
        { title: 'Scan', cell: (row) => <TagScan repository={repository} row={row} /> },
      ]}
    />
  )
}

function TagScan({ repository, row }: { readonly repository: string; readonly row: TagView }) {
  const api = useApi()
  const { data } = useQuery(scan(api, repository, row.digest))
  return data ? <ScanBar scan={{ ...data.totals, state: data.state }} /> : null
}
