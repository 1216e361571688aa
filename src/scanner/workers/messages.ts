import type { LayerFacts } from '../layers/layer-facts.ts'
import type { ReadLayer } from '../layers/read-layer.ts'

/** How a layer is to be read by a thread: everything of `ReadLayer` that can be sent to one. */
export type LayerRequest = Pick<ReadLayer, 'digest' | 'limits' | 'verify'>

/** A thread as the engine sees it: a `Worker` of Node is one. */
export interface LayerThread {
  postMessage(message: ToLayerWorker): void
  on(event: 'message', listener: (message: FromLayerWorker) => void): unknown
  on(event: 'error' | 'exit', listener: () => void): unknown
  off(event: 'message', listener: (message: FromLayerWorker) => void): unknown
  off(event: 'error' | 'exit', listener: () => void): unknown
  ref(): void
  unref(): void
  terminate(): Promise<unknown>
}

/** The other end, within the thread: its `parentPort`. */
export interface LayerPort {
  postMessage(message: FromLayerWorker): void
  on(event: 'message', listener: (message: ToLayerWorker) => void): unknown
}

/** To the thread. One layer at a time. */
export type ToLayerWorker =
  | { readonly type: 'read'; readonly request: LayerRequest }
  | { readonly type: 'bytes'; readonly bytes: Uint8Array }
  | { readonly type: 'end' }

/** From the thread. `taken` is said of each message of bytes, so that they do not pile up. */
export type FromLayerWorker =
  | { readonly type: 'taken' }
  | { readonly type: 'facts'; readonly facts: LayerFacts }
  | { readonly type: 'failed'; readonly reason: string }
