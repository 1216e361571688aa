import type { Log } from '../log.ts'
import type { Job } from './jobs.ts'

/** A job as it was taken from the database. */
export interface TakenJob {
  readonly id: string
  readonly data: object
  readonly attempt: number
  /** Seconds that the handler may take. */
  readonly timeLimit: number
}

/** The database side of a queue. */
export interface QueueRows {
  take(queue: string, count: number): Promise<readonly TakenJob[]>
  completed(queue: string, id: string): Promise<void>
  /** Back to the queue after a growing delay, or to the dead letters when its retries are used up. */
  failed(queue: string, id: string, error: unknown): Promise<void>
  /** Back to the queue at once: the program is stopping. */
  givenBack(queue: string, id: string): Promise<void>
}

type Handler = (job: Job<object>) => Promise<void>

interface Running {
  readonly job: TakenJob
  readonly abort: AbortController
  readonly ended: Promise<void>
}

class TimeLimitReached extends Error {}

/** Takes jobs of one queue, as many at once as the queue allows, and runs its handler on each. */
export class Dispatcher {
  readonly #queue: string
  readonly #handler: Handler
  readonly #concurrency: number
  readonly #rows: QueueRows
  readonly #log: Log
  readonly #running = new Set<Running>()
  #taking: Promise<void> | undefined
  #askedAgain = false
  #mayHaveMore = false
  #stopped = false

  constructor(queue: string, handler: Handler, concurrency: number, rows: QueueRows, log: Log) {
    this.#queue = queue
    this.#handler = handler
    this.#concurrency = concurrency
    this.#rows = rows
    this.#log = log.child({ 'job.queue': queue })
  }

  /** Looks for jobs now. Calls that arrive while it looks make it look once more. */
  wake(): void {
    if (this.#stopped) return
    if (this.#taking) {
      this.#askedAgain = true
      return
    }
    this.#taking = this.#takeAll()
      .catch((error: unknown) => this.#log.warn({ err: error }, 'the queue could not be read and will be asked again'))
      .finally(() => {
        this.#taking = undefined
      })
  }

  /** Takes no more jobs, waits up to `patience` milliseconds for running ones, then breaks them off and gives them back. */
  async stop(patience: number): Promise<void> {
    this.#stopped = true
    await this.#taking
    await withinTime(this.#allEnded(), patience)
    for (const { job, abort } of this.#running) {
      abort.abort(new Error('The program is stopping.'))
      await this.#rows.givenBack(this.#queue, job.id)
    }
    await withinTime(this.#allEnded(), 1000)
  }

  async #takeAll(): Promise<void> {
    do {
      this.#askedAgain = false
      const free = this.#concurrency - this.#running.size
      if (free <= 0) {
        this.#mayHaveMore = true
        return
      }
      const jobs = await this.#rows.take(this.#queue, free)
      this.#mayHaveMore = jobs.length === free
      for (const job of jobs) this.#start(job)
    } while (!this.#stopped && (this.#askedAgain || this.#mayHaveMore))
  }

  #start(job: TakenJob): void {
    const abort = new AbortController()
    const running: Running = {
      job,
      abort,
      ended: this.#run(job, abort).finally(() => {
        this.#running.delete(running)
        if (this.#mayHaveMore) this.wake()
      }),
    }
    this.#running.add(running)
  }

  async #run(job: TakenJob, abort: AbortController): Promise<void> {
    const log = this.#log.child({ 'job.id': job.id, 'job.attempt': job.attempt })
    try {
      await this.#handleInTime(job, abort)
      if (abort.signal.aborted) return
      await this.#rows.completed(this.#queue, job.id)
    } catch (error) {
      if (abort.signal.aborted && !(error instanceof TimeLimitReached)) return
      log.warn({ err: error }, 'the job failed; it is tried again until its retries are used up')
      // Left as it is when even this fails: the time limit of the row brings it back.
      await this.#rows
        .failed(this.#queue, job.id, error)
        .catch((failure: unknown) => log.error({ err: failure }, 'the failure of the job could not be noted'))
    }
  }

  async #handleInTime(job: TakenJob, abort: AbortController): Promise<void> {
    let timer: NodeJS.Timeout | undefined
    const limit = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        const late = new TimeLimitReached(`The job took longer than its limit of ${job.timeLimit} seconds.`)
        // Refused first: a handler that ends politely when told to stop has not done its work all the same.
        reject(late)
        abort.abort(late)
      }, job.timeLimit * 1000)
    })
    const { id, data, attempt } = job
    const work = this.#handler({ id, queue: this.#queue, data, attempt, signal: abort.signal })
    try {
      await Promise.race([work, limit])
    } finally {
      clearTimeout(timer)
      // Code that goes on after its limit has nobody left who would hear of its error.
      work.catch(() => {})
    }
  }

  #allEnded(): Promise<unknown> {
    return Promise.all([...this.#running].map(({ ended }) => ended))
  }
}

function withinTime(work: Promise<unknown>, ms: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms)
    work.then(
      () => {
        clearTimeout(timer)
        resolve()
      },
      () => {
        clearTimeout(timer)
        resolve()
      },
    )
  })
}
