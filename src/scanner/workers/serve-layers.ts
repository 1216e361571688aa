import { readLayer } from '../layers/read-layer.ts'
import type { FromLayerWorker, LayerPort, LayerRequest, ToLayerWorker } from './messages.ts'

/** The thread's side: reads one layer after the other for whoever is at the other end of the port. */
export function serveLayers(port: LayerPort): void {
  const tell = (message: FromLayerWorker) => port.postMessage(message)
  let arriving: Arriving | undefined
  port.on('message', (message: ToLayerWorker) => {
    if (message.type === 'read') {
      arriving = new Arriving(() => tell({ type: 'taken' }))
      void answer(message.request, arriving, tell)
    } else if (message.type === 'bytes') arriving?.add(message.bytes)
    else arriving?.end()
  })
}

async function answer(
  request: LayerRequest,
  arriving: Arriving,
  tell: (message: FromLayerWorker) => void,
): Promise<void> {
  try {
    tell({ type: 'facts', facts: await readLayer(arriving, request) })
  } catch (error) {
    tell({ type: 'failed', reason: error instanceof Error ? error.message : String(error) })
  }
}

/** Bytes that arrive by messages, as a stream. */
class Arriving implements AsyncIterable<Uint8Array> {
  readonly #waiting: Uint8Array[] = []
  readonly #taken: () => void
  #ended = false
  #wake: (() => void) | undefined

  constructor(taken: () => void) {
    this.#taken = taken
  }

  add(bytes: Uint8Array): void {
    this.#waiting.push(bytes)
    this.#wake?.()
  }

  end(): void {
    this.#ended = true
    this.#wake?.()
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
    for (;;) {
      const next = this.#waiting.shift()
      if (next !== undefined) {
        yield next
        this.#taken()
      } else if (this.#ended) return
      else await new Promise<void>((resolve) => (this.#wake = resolve))
    }
  }
}
