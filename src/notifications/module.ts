import type { Context } from '../platform/context.ts'
import type { Job } from '../platform/jobs/jobs.ts'
import type { StoreModule } from '../platform/module.ts'
import type { NotificationId } from './domain/notification.ts'
import { forgetOld } from './forget-old.ts'
import { notificationsRoutes } from './http/routes.ts'
import { sendMail } from './send-mail.ts'

export const notificationsModule: StoreModule = {
  name: 'notifications',
  routes: notificationsRoutes,
  queues: [
    { name: 'notifications.send-mail', concurrency: 4, retries: 8, timeLimit: 60 },
    { name: 'notifications.forget-old' },
  ],
  handlers: {
    'notifications.send-mail': (ctx: Context, job: Job<{ notificationId: NotificationId }>) => sendMail(ctx, job.data),
    'notifications.forget-old': (ctx: Context) => forgetOld(ctx),
  },
  crons: { 'notifications.forget-old': '41 3 * * *' },
}
