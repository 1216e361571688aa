import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'

const registry = new Registry()

const requests = new Histogram({
  name: 'chandlery_http_request_seconds',
  help: 'Time to answer HTTP requests, by route and status.',
  labelNames: ['method', 'route', 'status'],
  buckets: [0.005, 0.02, 0.1, 0.5, 2, 10, 60],
  registers: [registry],
})

const jobs = new Gauge({
  name: 'chandlery_jobs',
  help: 'Jobs in the queue, by queue and state.',
  labelNames: ['queue', 'state'],
  registers: [registry],
})

/** A counter of the running program. */
export function counter(options: { name: string; help: string }): { inc(count?: number): void } {
  return new Counter({ ...options, registers: [registry] })
}

/**
 * A counter with one label that costs an addition per event: what was added is handed to the metric when somebody reads
 * it. For things that happen thousands of times a second.
 */
export function countedOnDemand(options: { name: string; help: string; labelNames: readonly [string] }) {
  const waiting = new Map<string, number>()
  const [label] = options.labelNames
  new Counter({
    ...options,
    registers: [registry],
    collect() {
      for (const [value, count] of waiting) this.inc({ [label]: value }, count)
      waiting.clear()
    },
  })
  return {
    add(value: string, count = 1): void {
      waiting.set(value, (waiting.get(value) ?? 0) + count)
    },
  }
}

const collectionCandidates = new Gauge({
  name: 'chandlery_collection_candidates',
  help: 'Links and blobs in the queue of garbage collection; "due" have waited for the delay.',
  labelNames: ['state'],
  registers: [registry],
})

const collectionEnd = new Gauge({
  name: 'chandlery_collection_last_end_seconds',
  help: 'When the last garbage collection ended, in seconds since 1970.',
  registers: [registry],
})

const collectionLength = new Gauge({
  name: 'chandlery_collection_last_duration_seconds',
  help: 'How long the last garbage collection took.',
  registers: [registry],
})

const collected = new Counter({
  name: 'chandlery_collected_total',
  help: 'Links and blobs that garbage collection of this process has removed.',
  labelNames: ['what'],
  registers: [registry],
})

const collectedBytes = new Counter({
  name: 'chandlery_collected_bytes_total',
  help: 'Bytes that garbage collection of this process has freed.',
  registers: [registry],
})

/** Takes over how garbage collection stands before that is read. */
export function setCollectionState(state: {
  readonly waiting: number
  readonly due: number
  readonly last?: { readonly startedAt: Date; readonly finishedAt: Date }
}): void {
  collectionCandidates.set({ state: 'waiting' }, state.waiting)
  collectionCandidates.set({ state: 'due' }, state.due)
  if (!state.last) return
  const { startedAt, finishedAt } = state.last
  collectionEnd.set(finishedAt.getTime() / 1000)
  collectionLength.set((finishedAt.getTime() - startedAt.getTime()) / 1000)
}

/** Counts what a batch of garbage collection has removed. */
export function countCollected(batch: {
  readonly links: number
  readonly blobs: number
  readonly bytes: number
}): void {
  collected.inc({ what: 'link' }, batch.links)
  collected.inc({ what: 'blob' }, batch.blobs)
  collectedBytes.inc(batch.bytes)
}

const feedImports = new Counter({
  name: 'chandlery_advisory_imports_total',
  help: 'Imports of advisory feeds by this process: done, unchanged, refused (the old data stay) or failed (the source could not be had).',
  labelNames: ['outcome'],
  registers: [registry],
})

const feedAge = new Gauge({
  name: 'chandlery_advisory_age_seconds',
  help: 'Time since the data of an advisory feed were last seen to be current; absent while a feed has none.',
  labelNames: ['feed'],
  registers: [registry],
})

const feedRefused = new Gauge({
  name: 'chandlery_advisory_feed_failing',
  help: '1 while the last attempt to bring a feed up to date has brought nothing.',
  labelNames: ['feed'],
  registers: [registry],
})

/** Counts an import of a feed, or an attempt at one (ADV-2). */
export function countFeedImport(outcome: 'done' | 'unchanged' | 'refused' | 'failed'): void {
  feedImports.inc({ outcome })
}

/** Takes over how old each feed is (ADV-9), in seconds, before that is read. */
export function setFeedAges(
  feeds: readonly { readonly feed: string; readonly age?: number; readonly failing: boolean }[],
): void {
  feedAge.reset()
  feedRefused.reset()
  for (const { feed, age, failing } of feeds) {
    if (age !== undefined) feedAge.set({ feed }, age)
    feedRefused.set({ feed }, failing ? 1 : 0)
  }
}

/** Counts one answered request; `ms` is the time to the last byte. */
export function countRequest(method: string, route: string, status: number, ms: number): void {
  requests.observe({ method, route, status }, ms / 1000)
}

/** Takes over the queue's counts before they are read. */
export function setJobCounts(counts: Readonly<Record<string, Readonly<Record<string, number>>>>): void {
  for (const [queue, states] of Object.entries(counts)) {
    for (const [state, count] of Object.entries(states)) jobs.set({ queue, state }, count)
  }
}

/** Starts the process metrics (memory, event loop). Once per process. */
export function startProcessMetrics(): void {
  collectDefaultMetrics({ register: registry })
}

/** All metrics in the text format of Prometheus. */
export async function metricsText(): Promise<{ contentType: string; text: string }> {
  return { contentType: registry.contentType, text: await registry.metrics() }
}
