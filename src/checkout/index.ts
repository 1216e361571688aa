export type { CheckoutEvent, OrderPaid, OrderPaymentDeclined } from './domain/events.ts'
export type { Order, OrderId, OrderState } from './domain/order.ts'
