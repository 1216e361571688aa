import { Button, Checkbox, Stack, Text } from '@mantine/core'
import { IconTicket } from '@tabler/icons-react'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate, useParams } from '@tanstack/react-router'
import { listing } from '../api/catalog.ts'
import { byolOrder } from '../api/checkout.ts'
import { useApi } from '../api/context.tsx'
import type { ByolOrderWithTermsView, SubscriptionView } from '../api/views.ts'
import { AccountChoice } from '../storefront/account-choice.tsx'
import { TermsBox } from '../storefront/terms-box.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import { ErrorPage } from '../ui/error-page.tsx'
import { FormProblem, useApiForm } from '../ui/form.tsx'
import { ButtonLink } from '../ui/links.tsx'
import { Page, PageHeader } from '../ui/page.tsx'
import { useActingAccount } from '../ui/session.ts'
import { PageSkeleton } from '../ui/skeletons.tsx'
import { toastDone } from '../ui/toast.tsx'

/** Where the link from a publisher leads: the customer accepts and the licence becomes theirs (STO-144). */
export function ByolPage() {
  const api = useApi()
  const { token } = useParams({ from: '/byol/$token' })
  const { data, error } = useQuery(byolOrder(api, token))
  if (error) return <ErrorPage error={error} />
  if (!data) return <PageSkeleton />
  if (data.state !== 'created') {
    return (
      <Page narrow>
        <EmptyState
          icon={IconTicket}
          title={data.state === 'fulfilled' ? 'This licence is in use' : 'This licence was cancelled'}
          action={<ButtonLink to="/account/content">My content</ButtonLink>}
        >
          {data.state === 'fulfilled'
            ? 'The link has done its work. Look under My content of the account that accepted it.'
            : 'Ask the publisher who sent it for a new link.'}
        </EmptyState>
      </Page>
    )
  }
  return <AcceptLicence order={data} token={token} />
}

function AcceptLicence({ order, token }: { order: ByolOrderWithTermsView; token: string }) {
  const api = useApi()
  const queryClient = useQueryClient()
  const navigate = useNavigate()
  const { current } = useActingAccount()
  const { data: product } = useQuery(listing(api, order.product.slug))
  const plan = product?.plans.find((one) => one.id === order.planId)
  const initial = { account: current?.mayBuy ? current.name : '', accepted: false }
  const form = useApiForm(initial, async (values) => {
    await api.post<SubscriptionView>(`/byol-orders/${encodeURIComponent(token)}/fulfil`, {
      account: values.account || current?.name,
      termsHash: order.terms.hash,
    })
    await queryClient.invalidateQueries()
    toastDone(`Your licence of ${order.product.name} is active.`)
    await navigate({ to: '/account/content' })
  })
  return (
    <Page narrow>
      <PageHeader
        title={`Your licence of ${order.product.name}`}
        lead={product ? `Sold by ${product.publisher.name}${plan ? `, plan ${plan.name}` : ''}.` : undefined}
      />
      <form onSubmit={form.onSubmit}>
        <Stack>
          <FormProblem problem={form.problem} />
          {order.customer.name && <Text>Made out to {order.customer.name}.</Text>}
          <AccountChoice value={form.values.account} onChange={(name) => form.set('account', name)} />
          <TermsBox terms={order.terms} plan={plan?.name ?? 'Licence'} product={order.product.name} />
          <Checkbox
            required
            label="I accept these terms"
            checked={form.values.accepted}
            onChange={(event) => form.set('accepted', event.currentTarget.checked)}
          />
          <div>
            <Button type="submit" size="md" loading={form.busy}>
              Accept and activate
            </Button>
          </div>
        </Stack>
      </form>
    </Page>
  )
}
