import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { insideTransaction } from '../db/transaction-guard.ts'
import type { WebhookRequest, WebhookSender } from './webhook-sender.ts'

/** A driver under test, and a receiver at the other end. */
export interface WebhookSenderUnderTest {
  readonly sender: WebhookSender
  /** The receiver's address. */
  readonly address: string
  /** How the receiver answers from now on; undefined: it is not there. */
  answers(answer: { readonly status: number; readonly body?: string } | undefined): Promise<void>
  /** What arrived, oldest first; header names in lower case. */
  arrived(): readonly Pick<WebhookRequest, 'headers' | 'body'>[]
  close(): Promise<void>
}

/** What every sender promises; each driver runs it. */
export function webhookSenderContract(name: string, prepare: () => Promise<WebhookSenderUnderTest>): void {
  describe(`the ${name} webhook sender`, () => {
    let driver: WebhookSenderUnderTest
    beforeAll(async () => {
      driver = await prepare()
    })
    beforeEach(() => driver.answers({ status: 200, body: 'thanks' }))
    afterAll(() => driver.close())
    const body = '{"greeting":"Łódź ahoj"}'
    const send = () =>
      driver.sender.send({
        address: driver.address,
        headers: { 'content-type': 'application/json', 'chandlery-event': 'push' },
        body,
      })

    test('delivers headers and body as they were, and brings the answer back', async () => {
      expect(await send()).toMatchObject({ kind: 'answered', status: 200, body: 'thanks' })
      const last = driver.arrived().at(-1)
      expect(last?.body).toBe(body)
      expect(last?.headers).toMatchObject({ 'content-type': 'application/json', 'chandlery-event': 'push' })
    })

    test.each([204, 302, 400, 410, 500])('an answer of %i is an answer', async (status) => {
      await driver.answers({ status })
      const before = driver.arrived().length
      expect(await send()).toMatchObject({ kind: 'answered', status })
      expect(driver.arrived()).toHaveLength(before + 1)
    })

    test('a receiver that is not there is an outcome with a sentence, not an error', async () => {
      await driver.answers(undefined)
      expect(await send()).toMatchObject({ kind: 'failed', reason: 'The connection was refused.' })
    })

    test('of a long answer the first kilobyte is kept', async () => {
      await driver.answers({ status: 500, body: 'x'.repeat(40_000) })
      const outcome = await send()
      expect(outcome.kind === 'answered' && outcome.body).toBe('x'.repeat(1024))
    })

    test('what is no web address is refused before it is tried', () => {
      expect(driver.sender.refusal('ftp://files.example')).toMatch(/web address/)
      expect(driver.sender.refusal('nonsense')).toMatch(/web address/)
      expect(driver.sender.refusal(driver.address)).toBeUndefined()
    })

    test('sending inside a database transaction is a defect', async () => {
      await expect(insideTransaction(send)).rejects.toThrow('inside a database transaction')
    })
  })
}
