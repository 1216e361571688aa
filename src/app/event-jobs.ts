import type { Context } from '../platform/context.ts'
import type { DomainEvent } from '../platform/events.ts'
import type { Job, QueueDeclaration } from '../platform/jobs/jobs.ts'
import type { Subscription } from './subscriptions.ts'

interface EventJob {
  readonly subscription: string
  readonly event: DomainEvent
}

/** Turns subscriptions into queues, jobs and handlers: one queue per listening module, one job per subscriber (ARC-13). */
export function eventJobs(subscriptions: readonly Subscription[]) {
  const byName = new Map(subscriptions.map((s) => [s.name, s]))
  if (byName.size !== subscriptions.length) throw new Error('Two subscriptions have the same name.')
  const queueOf = (s: Subscription) => `${s.name.split('.')[0]}.handle-event`
  const queues = [...new Set(subscriptions.map(queueOf))]
  return {
    queues: queues.map((name): QueueDeclaration => ({ name, concurrency: 4, retries: 8 })),
    subscribersOf: (event: DomainEvent) =>
      subscriptions
        .filter((s) => s.on === event.type)
        .map((s) => ({ queue: queueOf(s), data: { subscription: s.name, event } satisfies EventJob })),
    handle: async (ctx: Context, job: Job<EventJob>): Promise<void> => {
      const subscription = byName.get(job.data.subscription)
      if (!subscription) throw new Error(`No subscription is called ${job.data.subscription}.`)
      await subscription.run(ctx, job.data.event as never)
    },
  }
}
