import { Accordion, Alert, Anchor, Badge, Button, Group, Stack, Tabs, Text } from '@mantine/core'
import { IconAlertTriangle } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useSearch } from '@tanstack/react-router'
import { Fragment } from 'react'
import type { ScanView } from '../../src/vulnerabilities/http/views.ts'
import { useApi } from '../api/context.tsx'
import { scan } from '../api/desk.ts'
import { ErrorPage } from '../ui/error-page.tsx'
import { formatDay, formatMoment, plural, shortDigest } from '../ui/format.ts'
import { Page, PageHeader } from '../ui/page.tsx'
import { RowSkeletons } from '../ui/skeletons.tsx'
import { toastProblem } from '../ui/toast.tsx'
import { LayersView } from './layers-view.tsx'
import { ScanBar } from './scan-bar.tsx'
import { severityColor } from './severity.ts'

/** What a scan found, by component and by layer (STO-094). */
export function ScanPage() {
  const api = useApi()
  const { repository, reference } = useSearch({ from: '/scan' })
  const { data, error } = useQuery(scan(api, repository, reference))
  if (error) return <ErrorPage error={error} />
  return (
    <Page>
      <PageHeader
        title="Scan result"
        lead={`${repository}${reference.startsWith('sha') ? '@' : ':'}${reference.startsWith('sha') ? shortDigest(reference) : reference}`}
        actions={data && <ScanBar scan={{ ...data.totals, state: data.state }} />}
      />
      {data ? <Result data={data} /> : <RowSkeletons />}
    </Page>
  )
}

function Result({ data }: { readonly data: ScanView }) {
  if (data.state !== 'complete') return <NotComplete data={data} />
  return (
    <Stack>
      {data.partial.length > 0 && (
        <Alert color="brass" icon={<IconAlertTriangle />} title="Not everything could be examined">
          {data.partial.map(({ layer, reason }) => (
            <Text key={layer + reason} size="sm">
              {shortDigest(layer)}: {reason}
            </Text>
          ))}
        </Alert>
      )}
      <OldFeeds data={data} />
      {data.osEndedOn !== undefined && (
        <Alert color="brass" icon={<IconAlertTriangle />} title={`${data.os} gets no security updates any more`}>
          They ended on {formatDay(data.osEndedOn)}. Flaws found since then may have no advisory, so that fewer findings
          do not mean fewer flaws. Build the image on a release that is supported.
        </Alert>
      )}
      <Text size="sm" c="dimmed">
        {data.os ? `${data.os}, ` : ''}
        {data.platforms.join(', ')}. Scanned {data.finishedAt ? formatMoment(data.finishedAt) : ''}.{' '}
        {data.feeds.length > 0
          ? `Matched with ${data.feeds.map((feed) => `${feed.ecosystem} (${plural(feed.records, 'record')}, as of ${formatMoment(feed.checkedAt)})`).join(', ')}.`
          : 'The store has no advisories yet, so nothing could be matched.'}
        {data.uncovered.length > 0 && ` No advisory data for: ${data.uncovered.join(', ')}.`}
      </Text>
      <Downloads data={data} />
      <Tabs defaultValue="components" keepMounted={false}>
        <Tabs.List>
          <Tabs.Tab value="components">Components ({data.totals.components})</Tabs.Tab>
          <Tabs.Tab value="layers">Layers ({data.layers.length})</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="components" pt="md">
          <Components data={data} />
        </Tabs.Panel>
        <Tabs.Panel value="layers" pt="md">
          <LayersView data={data} />
        </Tabs.Panel>
      </Tabs>
    </Stack>
  )
}

function OldFeeds({ data }: { readonly data: ScanView }) {
  const old = data.feeds.filter(({ stale }) => stale)
  if (old.length === 0) return null
  return (
    <Alert color="brass" icon={<IconAlertTriangle />} title="Some advisory data is old">
      {old.map(({ ecosystem, checkedAt }) => `${ecosystem}, as of ${formatMoment(checkedAt)}`).join('; ')}. What has
      become known since then is not in this result.
    </Alert>
  )
}

const downloads = [
  ['cyclonedx', 'CycloneDX'],
  ['spdx', 'SPDX'],
  ['sarif', 'SARIF'],
  ['json', 'JSON'],
] as const

/** The result in the forms that other programs read, for each platform. */
function Downloads({ data }: { readonly data: ScanView }) {
  return data.platforms.map((platform) => (
    <Text key={platform} size="sm">
      Download{data.platforms.length > 1 ? ` for ${platform}` : ''} as{' '}
      {downloads.map(([format, name], index) => (
        <Fragment key={format}>
          {index > 0 && ', '}
          <Anchor
            download
            href={`/api/v1/scans/report?${new URLSearchParams({ repository: data.repository, reference: data.reference, format, platform })}`}
          >
            {name}
          </Anchor>
        </Fragment>
      ))}
    </Text>
  ))
}

function NotComplete({ data }: { readonly data: ScanView }) {
  const api = useApi()
  const queryClient = useQueryClient()
  const start = useMutation({
    mutationFn: () => api.post('/scans', { repository: data.repository, reference: data.reference }),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ['scan'] }),
    onError: toastProblem,
  })
  if (data.state === 'queued' || data.state === 'scanning') {
    return <Text>The image is being taken apart. This page shows the result as soon as it is there.</Text>
  }
  return (
    <Stack align="flex-start">
      <Text>{data.failure ?? 'This image has not been scanned yet.'}</Text>
      <Button loading={start.isPending} onClick={() => start.mutate()}>
        Scan now
      </Button>
    </Stack>
  )
}

type Component = ScanView['components'][number]

function Components({ data }: { readonly data: ScanView }) {
  if (data.components.length === 0) return <Text c="dimmed">No component was recognised in this image.</Text>
  return (
    <Accordion variant="separated" multiple>
      {data.components.map((component) => (
        <Accordion.Item key={component.id + component.platform} value={component.id + component.platform}>
          <Accordion.Control>
            <Group gap="xs">
              <Text fw={600}>{component.name}</Text>
              <Text c="dimmed">{component.version ?? 'version unknown'}</Text>
              <Worst component={component} />
            </Group>
          </Accordion.Control>
          <Accordion.Panel>
            <Details component={component} />
          </Accordion.Panel>
        </Accordion.Item>
      ))}
    </Accordion>
  )
}

function Worst({ component }: { readonly component: Component }) {
  const [first] = component.findings
  if (!first) return null
  return (
    <Badge color={severityColor(first.severity.class)} variant="light" radius="sm" tt="none">
      {plural(component.findings.length, 'vulnerability', 'vulnerabilities')}, worst {first.severity.class}
    </Badge>
  )
}

function Details({ component }: { readonly component: Component }) {
  return (
    <Stack gap="sm">
      <Text size="sm" ff="monospace" style={{ overflowWrap: 'anywhere' }}>
        {component.purl}
      </Text>
      <Text size="sm" c="dimmed">
        Layer {component.layer}, {component.locations.join(', ')}
        {component.licences.length > 0 ? ` · ${component.licences.join(', ')}` : ''}
      </Text>
      {component.findings.map((finding) => (
        <div key={finding.id}>
          <Group gap="xs">
            <Badge color={severityColor(finding.severity.class)} radius="sm" tt="none">
              {finding.severity.score === undefined
                ? finding.severity.class
                : `${finding.severity.class} ${finding.severity.score.toFixed(1)}`}
            </Badge>
            {[finding.id, ...finding.aliases].map((id) => (
              <Identifier key={id} id={id} />
            ))}
            {finding.verdict === 'uncertain' && (
              <Badge variant="outline" color="gray" radius="sm" tt="none">
                Uncertain
              </Badge>
            )}
          </Group>
          {finding.summary && <Text size="sm">{finding.summary}</Text>}
          <Text size="sm" c="dimmed">
            {finding.explanation}
          </Text>
        </div>
      ))}
    </Stack>
  )
}

function Identifier({ id }: { readonly id: string }) {
  if (!id.startsWith('CVE-')) return <Text size="sm">{id}</Text>
  return (
    <Anchor size="sm" href={`https://www.cve.org/CVERecord?id=${id}`} rel="noopener noreferrer" target="_blank">
      {id}
    </Anchor>
  )
}
