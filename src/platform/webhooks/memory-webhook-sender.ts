import { assertOutsideTransaction } from '../db/transaction-guard.ts'
import { keptOfAnswer, type WebhookOutcome, type WebhookRequest, type WebhookSender } from './webhook-sender.ts'

/** How a receiver in a test answers. */
export interface MemoryAnswer {
  readonly status: number
  readonly body?: string
}

/** A sender for tests: receivers live in memory, and nothing leaves the process. */
export interface MemoryWebhookSender extends WebhookSender {
  /** What was sent, oldest first. */
  readonly sent: readonly WebhookRequest[]
  /** From now on the address answers so; undefined: nobody is there. */
  answers(address: string, answer: MemoryAnswer | undefined): void
  clear(): void
}

/** A sender whose receivers are all there and answer 200 until they are told otherwise. */
export function openMemoryWebhookSender(): MemoryWebhookSender {
  const sent: WebhookRequest[] = []
  const answers = new Map<string, MemoryAnswer | undefined>()
  return {
    sent,
    refusal: (address) => (/^https?:\/\/[^/]/.test(address) ? undefined : 'This is not a web address.'),
    async send(request): Promise<WebhookOutcome> {
      assertOutsideTransaction('A webhook')
      const answer = answers.has(request.address) ? answers.get(request.address) : { status: 200 }
      if (!answer) return { kind: 'failed', reason: 'The connection was refused.', durationMs: 1 }
      sent.push(request)
      const { status, body = '' } = answer
      return { kind: 'answered', status, body: body.slice(0, keptOfAnswer), durationMs: 1 }
    },
    answers: (address, answer) => void answers.set(address, answer),
    clear() {
      sent.length = 0
      answers.clear()
    },
  }
}
