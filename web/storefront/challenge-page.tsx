import { Button, Group, Stack, Text, Title } from '@mantine/core'
import { IconBuildingBank } from '@tabler/icons-react'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate, useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { simulatedPayment } from '../api/checkout.ts'
import { useApi } from '../api/context.tsx'
import type { OrderView } from '../api/views.ts'
import { ErrorPage } from '../ui/error-page.tsx'
import { formatMoney } from '../ui/format.ts'
import { Page } from '../ui/page.tsx'
import { PageSkeleton } from '../ui/skeletons.tsx'
import surface from '../ui/surface.module.css'
import { toastProblem } from '../ui/toast.tsx'

/** Plays the customer's bank for the simulated payment provider: approve or refuse (3-D Secure). */
export function ChallengePage() {
  const api = useApi()
  const navigate = useNavigate()
  const queryClient = useQueryClient()
  const { paymentId } = useParams({ from: '/pay/challenge/$paymentId' })
  const { data, error } = useQuery(simulatedPayment(api, paymentId))
  const [busy, setBusy] = useState(false)
  if (error) return <ErrorPage error={error} />
  if (!data) return <PageSkeleton />
  const answer = async (approve: boolean) => {
    setBusy(true)
    try {
      const order = await api.post<OrderView>(`/simulated-payments/${paymentId}/answer`, { approve })
      queryClient.setQueryData(['orders', order.id], order)
      await navigate({ to: '/orders/$orderId', params: { orderId: order.id } })
    } catch (problem) {
      toastProblem(problem)
      setBusy(false)
    }
  }
  return (
    <Page narrow>
      <Stack className={surface.surface} p="xl" gap="md" maw={460} mx="auto" my="xl">
        <IconBuildingBank size={34} stroke={1.4} aria-hidden />
        <Title order={1} fz="1.5rem">
          Confirm the payment
        </Title>
        <Text c="dimmed">
          This page stands in for your bank. No real money moves; choose how the bank should answer.
        </Text>
        <div>
          <Text fw={650} fz="1.5rem">
            {formatMoney(data.amount)}
          </Text>
          <Text>
            {data.description}, to {data.merchant}
          </Text>
        </div>
        <Group>
          <Button loading={busy} onClick={() => void answer(true)}>
            Approve
          </Button>
          <Button variant="default" disabled={busy} onClick={() => void answer(false)}>
            Refuse
          </Button>
        </Group>
      </Stack>
    </Page>
  )
}
