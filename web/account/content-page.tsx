import { Stack } from '@mantine/core'
import { IconPackages } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { subscriptions } from '../api/checkout.ts'
import { useApi } from '../api/context.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import { ErrorPage } from '../ui/error-page.tsx'
import { ButtonLink } from '../ui/links.tsx'
import { PageHeader } from '../ui/page.tsx'
import { useActingAccount } from '../ui/session.ts'
import { RowSkeletons } from '../ui/skeletons.tsx'
import { ActingFor } from './acting-for.tsx'
import { SubscriptionCard } from './subscription-card.tsx'

/** My Content: what the account may pull, and how (STO-137). */
export function ContentPage() {
  const api = useApi()
  const { current } = useActingAccount()
  const { data, error } = useQuery({ ...subscriptions(api, current?.name ?? ''), enabled: current !== undefined })
  if (error) return <ErrorPage error={error} />
  return (
    <>
      <PageHeader
        title="My content"
        lead="Software that you subscribed to, with the commands to pull it."
        actions={<ActingFor />}
      />
      {!data && <RowSkeletons />}
      {data?.items.length === 0 && (
        <EmptyState icon={IconPackages} title="Nothing here yet" action={<ButtonLink to="/search">Browse</ButtonLink>}>
          Products that {current?.kind === 'organization' ? current.fullName : 'you'} subscribed to appear here.
        </EmptyState>
      )}
      <Stack>
        {data?.items.map((subscription) => (
          <SubscriptionCard key={subscription.id} subscription={subscription} />
        ))}
      </Stack>
    </>
  )
}
