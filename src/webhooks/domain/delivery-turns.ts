/** Whose turn it is: a delivery, the webhook that it goes to, and the publisher that the webhook belongs to. */
export interface Turn {
  readonly deliveryId: string
  readonly webhookId: string
  readonly publisherId: string
}

/** Deliveries that go on at the same moment in one program. */
export const mostAtOnce = 16
const mostToWebhook = 2
const mostOfPublisher = 4
/** Deliveries that wait in memory; what comes on top stays in the rows until it is looked for there. */
const mostInLine = 10_000

/**
 * Shares the places of one program between webhooks, so that an address which takes its time keeps nobody else waiting: two
 * deliveries to one webhook go on at once, four of one publisher. The others stand in line, and the place that they came to is free.
 * Lost with the program: the rows of those in line are still due, and are found there.
 */
export class DeliveryTurns<Waiting extends Turn> {
  readonly #running = new Map<string, number>()
  readonly #deliveries = new Set<string>()
  readonly #line = new Map<string, Waiting>()

  /** Lets the delivery go on, or puts it in line and answers false; false too when it goes on or stands there already. */
  enter(turn: Waiting): boolean {
    if (this.#deliveries.has(turn.deliveryId) || this.#line.has(turn.deliveryId)) return false
    if (this.#hasRoom(turn)) {
      this.#deliveries.add(turn.deliveryId)
      this.#count(turn, 1)
      return true
    }
    if (this.#line.size < mostInLine) this.#line.set(turn.deliveryId, turn)
    return false
  }

  /** The delivery has ended. Answers who may come now, the first in line of those for whom there is room. */
  leave(turn: Turn): Waiting | undefined {
    this.#deliveries.delete(turn.deliveryId)
    this.#count(turn, -1)
    for (const next of this.#line.values()) {
      if (!this.#hasRoom(next)) continue
      this.#line.delete(next.deliveryId)
      return next
    }
    return undefined
  }

  #hasRoom({ webhookId, publisherId }: Turn): boolean {
    return this.#at(webhookId) < mostToWebhook && this.#at(publisherId) < mostOfPublisher
  }

  #at(key: string): number {
    return this.#running.get(key) ?? 0
  }

  #count({ webhookId, publisherId }: Turn, by: 1 | -1): void {
    for (const key of [webhookId, publisherId]) {
      const running = this.#at(key) + by
      if (running > 0) this.#running.set(key, running)
      else this.#running.delete(key)
    }
  }
}
