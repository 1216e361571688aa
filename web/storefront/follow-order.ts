import type { useNavigate } from '@tanstack/react-router'
import type { OrderView } from '../api/views.ts'

/** Leads to the bank's confirmation if the order needs one, else to the order. */
export async function followOrder(order: OrderView, navigate: ReturnType<typeof useNavigate>): Promise<void> {
  if (order.state !== 'requires_action' || !order.actionUrl) {
    await navigate({ to: '/orders/$orderId', params: { orderId: order.id } })
    return
  }
  const action = new URL(order.actionUrl, location.origin)
  if (action.origin === location.origin) await navigate({ href: `${action.pathname}${action.search}` })
  else location.assign(action)
}
