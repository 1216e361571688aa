import { Anchor, Card, Group, Image, Stack, Tabs, Text, Title } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useApi } from '../api/context.tsx'
import { submission } from '../api/desk.ts'
import type { SubmissionDetailView } from '../api/review-views.ts'
import { ChangesTable } from '../review/changes-table.tsx'
import { History } from '../review/history.tsx'
import { SubmittedImages } from '../review/submitted-images.tsx'
import { Thread } from '../review/thread.tsx'
import { ErrorPage } from '../ui/error-page.tsx'
import { MarkdownView } from '../ui/markdown-view.tsx'
import { PageHeader } from '../ui/page.tsx'
import { RowSkeletons } from '../ui/skeletons.tsx'
import { StatusBadge } from '../ui/status-badge.tsx'
import { DecisionPanel } from './decision-panel.tsx'

/** Everything that a moderator decides on: manifest, images with scans, changes, conversation (STO-074, STO-075). */
export function SubmissionPage() {
  const api = useApi()
  const { id } = useParams({ from: '/desk/submissions/$id' })
  const { data, error } = useQuery(submission(api, id))
  if (error) return <ErrorPage error={error} />
  if (!data) return <RowSkeletons />
  const { submission: shown, preview } = data
  return (
    <>
      <PageHeader
        title={shown.productName}
        lead={`Submitted by ${shown.publisher.name ?? shown.publisher.slug}, round ${shown.round}`}
        actions={<StatusBadge state={shown.state} />}
      />
      <Stack gap="xl">
        <DecisionPanel detail={data} />
        <div>
          <Title order={2} mb="sm">
            Images
          </Title>
          <SubmittedImages images={data.images} />
        </div>
        <Tabs defaultValue="page" keepMounted={false}>
          <Tabs.List>
            <Tabs.Tab value="page">Product page</Tabs.Tab>
            <Tabs.Tab value="changes">Changes ({data.changes.length})</Tabs.Tab>
            <Tabs.Tab value="thread">Messages ({data.posts.length})</Tabs.Tab>
            <Tabs.Tab value="history">History</Tabs.Tab>
          </Tabs.List>
          <Tabs.Panel value="page" pt="md">
            <Manifest preview={preview} />
          </Tabs.Panel>
          <Tabs.Panel value="changes" pt="md">
            <ChangesTable changes={data.changes} />
          </Tabs.Panel>
          <Tabs.Panel value="thread" pt="md">
            <Thread submissionId={id} posts={data.posts} mayNote />
          </Tabs.Panel>
          <Tabs.Panel value="history" pt="md">
            <History entries={data.history} />
          </Tabs.Panel>
        </Tabs>
      </Stack>
    </>
  )
}

function Manifest({ preview }: { readonly preview: SubmissionDetailView['preview'] }) {
  const { website, documentation, support } = preview.links
  return (
    <Stack gap="lg">
      <Group align="flex-start" wrap="nowrap">
        {preview.iconUrl && <Image src={preview.iconUrl} alt="" w={72} h={72} radius="md" />}
        <div>
          <Title order={2}>{preview.name}</Title>
          <Text>{preview.shortDescription}</Text>
          <Text size="sm" c="dimmed">
            {preview.categories.map(({ name }) => name).join(', ')} · {preview.tags.join(', ')} · version{' '}
            {preview.version}
          </Text>
        </div>
      </Group>
      <Group>
        {Object.entries({ Website: website, Documentation: documentation, Support: support }).map(([label, url]) =>
          url ? (
            <Anchor key={label} href={url} rel="noopener nofollow" target="_blank">
              {label}
            </Anchor>
          ) : null,
        )}
      </Group>
      <MarkdownView html={preview.longDescriptionHtml} />
      <Group>
        {preview.screenshots.map(({ url }, index) => (
          <Image key={url} src={url} alt={`Screenshot ${index + 1}`} w={280} radius="md" />
        ))}
      </Group>
      {preview.plans.map((plan) => (
        <Card key={plan.id} withBorder>
          <Group justify="space-between">
            <Title order={3}>{plan.name}</Title>
            <Text fw={600}>{plan.priceLabel}</Text>
          </Group>
          <Text>{plan.description}</Text>
          <Text size="sm" c="dimmed">
            Access: {plan.access.replace('_', ' ')} · {plan.repositories.join(', ')}
            {plan.trialDays > 0 ? ` · ${plan.trialDays} days of trial` : ''}
          </Text>
        </Card>
      ))}
    </Stack>
  )
}
