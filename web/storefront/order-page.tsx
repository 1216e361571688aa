import { Alert, Button, Stack, Text, TextInput } from '@mantine/core'
import { IconCircleCheck, IconCreditCardOff, IconHourglass } from '@tabler/icons-react'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate, useParams } from '@tanstack/react-router'
import { useEffect } from 'react'
import { order as orderQuery } from '../api/checkout.ts'
import { useApi } from '../api/context.tsx'
import type { OrderView } from '../api/views.ts'
import { ErrorPage } from '../ui/error-page.tsx'
import { FormProblem, useApiForm } from '../ui/form.tsx'
import { formatMoney } from '../ui/format.ts'
import { ButtonLink } from '../ui/links.tsx'
import { Page, PageHeader } from '../ui/page.tsx'
import { PageSkeleton } from '../ui/skeletons.tsx'
import { followOrder } from './follow-order.ts'

const waiting: readonly OrderView['state'][] = ['open', 'awaiting_payment']

/** How an order stands; asks again while the payment is on its way. */
export function OrderPage() {
  const api = useApi()
  const queryClient = useQueryClient()
  const { orderId } = useParams({ from: '/orders/$orderId' })
  const { data, error } = useQuery({
    ...orderQuery(api, orderId),
    refetchInterval: (query) => (query.state.data && waiting.includes(query.state.data.state) ? 1500 : false),
  })
  const paid = data?.state === 'paid'
  useEffect(() => {
    if (!paid) return
    void queryClient.invalidateQueries({ queryKey: ['listing'] })
    void queryClient.invalidateQueries({ queryKey: ['subscriptions'] })
  }, [paid, queryClient])
  if (error) return <ErrorPage error={error} />
  if (!data) return <PageSkeleton />
  return (
    <Page narrow>
      <PageHeader title={`${data.productName}, ${data.planName}`} lead={`Total ${formatMoney(data.total)}`} />
      <Outcome order={data} />
    </Page>
  )
}

function Outcome({ order }: { readonly order: OrderView }) {
  const navigate = useNavigate()
  switch (order.state) {
    case 'paid':
      return (
        <Stack align="flex-start">
          <Alert color="teal" icon={<IconCircleCheck />} title="Paid. The subscription is active." w="100%">
            A receipt is under Account, Receipts. The pull command is on the product page.
          </Alert>
          <ButtonLink to={order.productPath}>Show the pull command</ButtonLink>
        </Stack>
      )
    case 'declined':
      return <PayAgain order={order} />
    case 'requires_action':
      return (
        <Stack align="flex-start">
          <Text>Your bank asks you to confirm the payment.</Text>
          <Button onClick={() => void followOrder(order, navigate)}>Confirm the payment</Button>
        </Stack>
      )
    case 'cancelled':
      return (
        <Stack align="flex-start">
          <Text>The order was cancelled and nothing was charged.</Text>
          <ButtonLink to={order.productPath}>Back to the product</ButtonLink>
        </Stack>
      )
    default:
      return (
        <Alert icon={<IconHourglass />} title="Waiting for the payment" role="status">
          This page updates by itself. You can also leave; the store finishes the order on its own.
        </Alert>
      )
  }
}

function PayAgain({ order }: { readonly order: OrderView }) {
  const api = useApi()
  const navigate = useNavigate()
  const queryClient = useQueryClient()
  const form = useApiForm({ card: '' }, async ({ card }) => {
    const next = await api.post<OrderView>(`/orders/${order.id}/pay`, { card: { number: card.replaceAll(' ', '') } })
    queryClient.setQueryData(['orders', order.id], next)
    await followOrder(next, navigate)
  })
  return (
    <form onSubmit={form.onSubmit}>
      <Stack align="flex-start">
        <Alert color="red" icon={<IconCreditCardOff />} title="The payment was declined" w="100%">
          {order.declineReason ?? 'The bank gave no reason.'} Nothing was charged. Try another card.
        </Alert>
        <FormProblem problem={form.problem} />
        <TextInput
          label="Card number"
          required
          inputMode="numeric"
          autoComplete="cc-number"
          w="min(20rem, 100%)"
          {...form.text('card')}
          error={form.errorOf('card.number')}
        />
        <Button type="submit" loading={form.busy}>
          Pay {formatMoney(order.total)}
        </Button>
      </Stack>
    </form>
  )
}
