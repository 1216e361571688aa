import { Button, Stack } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconLock, IconWebhook } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useApi } from '../api/context.tsx'
import { webhooks } from '../api/webhooks.ts'
import { EmptyState } from '../ui/empty-state.tsx'
import { ErrorPage } from '../ui/error-page.tsx'
import { PageHeader } from '../ui/page.tsx'
import { RowSkeletons } from '../ui/skeletons.tsx'
import { usePublisher } from './portal.ts'
import { SecretDialog } from './webhooks/secret-dialog.tsx'
import { WebhookCard } from './webhooks/webhook-card.tsx'
import { WebhookDialog } from './webhooks/webhook-dialog.tsx'

/** Addresses that are told what happens, and what became of each message. */
export function WebhooksPage() {
  const publisher = usePublisher()
  if (!publisher) return <RowSkeletons />
  const lead = 'Machines of yours are told of pushes, pulls, deletions, scans and changes of your listings.'
  if (publisher.myRole !== 'owner' && publisher.myRole !== 'editor') {
    return (
      <>
        <PageHeader title="Webhooks" lead={lead} />
        <EmptyState icon={IconLock} title="For owners and editors">
          Addresses may hold secrets, so only owners and editors see them. Ask one of them.
        </EmptyState>
      </>
    )
  }
  return <Webhooks publisherId={publisher.id} lead={lead} />
}

function Webhooks({ publisherId, lead }: { readonly publisherId: string; readonly lead: string }) {
  const api = useApi()
  const [opened, dialog] = useDisclosure(false)
  const [secret, setSecret] = useState<string | null>(null)
  const { data, error } = useQuery(webhooks(api, publisherId))
  if (error) return <ErrorPage error={error} />
  const add = <Button onClick={dialog.open}>Add a webhook</Button>
  return (
    <>
      <PageHeader title="Webhooks" lead={lead} actions={data && data.items.length > 0 ? add : null} />
      {!data && <RowSkeletons />}
      {data?.items.length === 0 && (
        <EmptyState icon={IconWebhook} title="No webhooks yet" action={add}>
          Name an address of yours. What happens arrives there as signed JSON, and is tried again for a day.
        </EmptyState>
      )}
      {data && data.items.length > 0 && (
        <Stack>
          {data.items.map((webhook) => (
            <WebhookCard key={webhook.id} publisherId={publisherId} webhook={webhook} onSecret={setSecret} />
          ))}
        </Stack>
      )}
      <WebhookDialog publisherId={publisherId} opened={opened} onClose={dialog.close} onSecret={setSecret} />
      <SecretDialog secret={secret} onClose={() => setSecret(null)} />
    </>
  )
}
