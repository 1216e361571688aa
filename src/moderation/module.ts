import type { StoreModule } from '../platform/module.ts'
import { moderationRoutes } from './http/routes.ts'
import { moderationCrons, moderationHandlers, moderationQueues } from './jobs.ts'

export const moderationModule: StoreModule = {
  name: 'moderation',
  routes: moderationRoutes,
  queues: moderationQueues,
  handlers: moderationHandlers,
  crons: moderationCrons,
}
