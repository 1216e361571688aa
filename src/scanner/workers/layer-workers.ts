import { abortable } from '../layers/abortable.ts'
import { LAYER_FACTS_FORMAT, type LayerFacts } from '../layers/layer-facts.ts'
import { type ProblemCode, ProblemList } from '../layers/problems.ts'
import type { FromLayerWorker, LayerRequest, LayerThread, ToLayerWorker } from './messages.ts'

/** Messages of bytes that a thread may have before it has said that it took them. */
const mostInFlight = 4

export interface OpenLayerWorkers {
  /** Starts a thread that calls `serveLayers` with its parent's port. */
  readonly start: () => LayerThread
  /** Layers that are read at the same time. */
  readonly threads: number
  /** Milliseconds in which a thread must take the bytes it was given, or answer; after that it is stopped. */
  readonly patience: number
}

/** The stored bytes of a layer; asked for when a thread is free. */
export type OpenLayerBytes = () => AsyncIterable<Uint8Array> | Promise<AsyncIterable<Uint8Array>>

/** Reads a layer in a thread of its own. */
export interface LayerWorkers {
  /**
   * As `readLayer`. A thread that stalls or dies gives facts that say so (LIM-7, LIM-9): such a layer counts as not examined, and
   * whoever asked goes on. Rejects when the stream fails or the signal aborts; the thread is stopped then.
   */
  read(open: OpenLayerBytes, request: LayerRequest, signal?: AbortSignal): Promise<LayerFacts>
  /** Stops the threads; what they are reading rejects. */
  close(): Promise<void>
}

/** Threads for layers. They are started when they are needed, used again, and replaced when they had to be stopped. */
export function openLayerWorkers({ start, threads, patience }: OpenLayerWorkers): LayerWorkers {
  const idle: LayerThread[] = []
  const waiting: (() => void)[] = []
  const closing = new AbortController()
  let busy = 0

  async function enter(): Promise<void> {
    if (busy < threads) busy++
    else await new Promise<void>((resolve) => waiting.push(resolve))
  }
  function leave(): void {
    const next = waiting.shift()
    if (next) next()
    else busy--
  }
  function started(): LayerThread {
    const worker = start()
    // Also one that is idle may die.
    worker.on('error', () => {})
    worker.on('exit', () => {
      if (idle.includes(worker)) idle.splice(idle.indexOf(worker), 1)
    })
    return worker
  }
  return {
    async read(open, request, signal) {
      await enter()
      const stop = signal ? AbortSignal.any([signal, closing.signal]) : closing.signal
      let worker: LayerThread | undefined
      try {
        stop.throwIfAborted()
        worker = idle.pop() ?? started()
        const facts = await new LayerReading(worker, patience, stop).read(await open(), request)
        if (facts === undefined) return unexamined(request, 'layer_stalled')
        worker.unref()
        idle.push(worker)
        return facts
      } catch (error) {
        await worker?.terminate()
        throw error
      } finally {
        leave()
      }
    },
    async close() {
      closing.abort(new Error('The threads that read layers are being stopped.'))
      await Promise.all(idle.splice(0).map((worker) => worker.terminate()))
    },
  }
}

/** One layer in one thread. */
class LayerReading {
  readonly #worker: LayerThread
  readonly #patience: number
  readonly #stop: AbortSignal
  #inFlight = 0
  #changed: (() => void) | undefined
  #outcome: { readonly facts: LayerFacts } | 'died' | undefined

  constructor(worker: LayerThread, patience: number, stop: AbortSignal) {
    this.#worker = worker
    this.#patience = patience
    this.#stop = stop
  }

  /** Undefined when the thread stalled or died; it is stopped then. */
  async read(stream: AsyncIterable<Uint8Array>, request: LayerRequest): Promise<LayerFacts | undefined> {
    const hear = (message: FromLayerWorker) => this.#hear(message)
    const die = () => this.#end('died')
    const wake = () => this.#changed?.()
    this.#worker.ref()
    this.#worker.on('message', hear)
    for (const event of ['error', 'exit'] as const) this.#worker.on(event, die)
    this.#stop.addEventListener('abort', wake)
    try {
      this.#send({ type: 'read', request })
      for await (const chunk of abortable(stream, this.#stop)) {
        if (!(await this.#until(() => this.#inFlight < mostInFlight)) || this.#outcome) break
        this.#inFlight++
        this.#send({ type: 'bytes', bytes: chunk })
      }
      this.#send({ type: 'end' })
      const answered = await this.#until(() => this.#outcome !== undefined)
      if (answered && this.#outcome !== undefined && this.#outcome !== 'died') return this.#outcome.facts
      await this.#worker.terminate()
      return undefined
    } finally {
      this.#worker.off('message', hear)
      for (const event of ['error', 'exit'] as const) this.#worker.off(event, die)
      this.#stop.removeEventListener('abort', wake)
    }
  }

  #send(message: ToLayerWorker): void {
    this.#worker.postMessage(message)
  }

  #hear(message: FromLayerWorker): void {
    if (message.type === 'taken') this.#inFlight--
    else this.#outcome = message.type === 'facts' ? { facts: message.facts } : 'died'
    this.#changed?.()
  }

  #end(outcome: 'died'): void {
    this.#outcome ??= outcome
    this.#changed?.()
  }

  /** Waits for what the thread does; false when it does nothing for too long. Throws when reading shall stop. */
  async #until(holds: () => boolean): Promise<boolean> {
    for (;;) {
      this.#stop.throwIfAborted()
      if (holds() || this.#outcome !== undefined) return true
      if (!(await this.#change())) return false
    }
  }

  async #change(): Promise<boolean> {
    let timer: NodeJS.Timeout | undefined
    try {
      return await new Promise<boolean>((resolve) => {
        this.#changed = () => resolve(true)
        timer = setTimeout(() => resolve(false), this.#patience)
      })
    } finally {
      clearTimeout(timer)
      this.#changed = undefined
    }
  }
}

/** Facts of a layer that was not read to its end, which therefore say nothing but that. */
function unexamined({ digest }: LayerRequest, code: ProblemCode): LayerFacts {
  const problems = new ProblemList()
  problems.add(code)
  return {
    format: LAYER_FACTS_FORMAT,
    digest,
    analyzers: {},
    compression: 'unknown',
    entries: 0,
    compressedBytes: 0,
    uncompressedBytes: 0,
    fileBytes: 0,
    files: [],
    executables: [],
    links: [],
    whiteouts: [],
    opaque: [],
    paths: [],
    problems: problems.toProblems(),
    complete: false,
  }
}
