import type { Context } from '../platform/context.ts'
import type { Job } from '../platform/jobs/jobs.ts'
import type { StoreModule } from '../platform/module.ts'
import { type DeliverWebhook, deliverWebhook } from './deliver-webhook.ts'
import { mostAtOnce } from './domain/delivery-turns.ts'
import { webhookRoutes } from './http/routes.ts'
import { sweepDeliveries } from './sweep-deliveries.ts'

export const webhooksModule: StoreModule = {
  name: 'webhooks',
  routes: webhookRoutes,
  queues: [
    { name: 'webhooks.deliver-event', concurrency: mostAtOnce, retries: 8, timeLimit: 60 },
    { name: 'webhooks.sweep-deliveries', retries: 2 },
  ],
  handlers: {
    'webhooks.deliver-event': (ctx: Context, job: Job<DeliverWebhook>) => deliverWebhook(ctx, job.data),
    'webhooks.sweep-deliveries': (ctx: Context) => sweepDeliveries(ctx),
  },
  crons: { 'webhooks.sweep-deliveries': '*/10 * * * *' },
}
