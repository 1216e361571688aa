import { Card, Group, SimpleGrid, Text } from '@mantine/core'
import { IconBuildingStore } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useApi } from '../api/context.tsx'
import { myPublishers } from '../api/publishing.ts'
import { EmptyState } from '../ui/empty-state.tsx'
import { ErrorPage } from '../ui/error-page.tsx'
import { ButtonLink } from '../ui/links.tsx'
import { Page, PageHeader } from '../ui/page.tsx'
import { RowSkeletons } from '../ui/skeletons.tsx'
import { StatusBadge } from '../ui/status-badge.tsx'
import { nextStep } from './portal.ts'

/** The publishers that the person works for, or the way to become one. */
export function PublisherHomePage() {
  const api = useApi()
  const { data, error } = useQuery(myPublishers(api))
  if (error) return <ErrorPage error={error} />
  const apply = <ButtonLink to="/publisher/signup">Become a publisher</ButtonLink>
  return (
    <Page>
      <PageHeader
        title="Publisher portal"
        lead="Offer your images in this store: push, describe, submit, publish."
        actions={data && data.items.length > 0 ? apply : null}
      />
      {!data && <RowSkeletons />}
      {data?.items.length === 0 && (
        <EmptyState icon={IconBuildingStore} title="You do not work for a publisher yet" action={apply}>
          Apply with your own account or for an organization that you own. The store’s team reads every application.
        </EmptyState>
      )}
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        {data?.items.map((publisher) => (
          <Card key={publisher.id} withBorder>
            <Group justify="space-between" mb="xs">
              <Text fw={650} fz="lg">
                {publisher.companyName}
              </Text>
              <StatusBadge state={publisher.state} />
            </Group>
            <Text c="dimmed" mb="md">
              {nextStep(publisher)?.text ?? `Images go to ${publisher.slug}/… in the registry.`}
            </Text>
            <ButtonLink to="/publisher/$slug" params={{ slug: publisher.slug }} variant="default">
              Open
            </ButtonLink>
          </Card>
        ))}
      </SimpleGrid>
    </Page>
  )
}
