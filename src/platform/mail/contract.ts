import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { insideTransaction } from '../db/transaction-guard.ts'
import type { Mail, Mailer } from './mailer.ts'

/** A driver under test, and what arrived at the other end, oldest first. */
export interface MailerUnderTest {
  readonly mailer: Mailer
  delivered(): Promise<readonly Mail[]>
  close(): Promise<void>
}

/** What every mailer promises; each driver runs it. */
export function mailerContract(name: string, prepare: () => Promise<MailerUnderTest>): void {
  describe(`the ${name} mailer`, () => {
    let driver: MailerUnderTest
    beforeAll(async () => {
      driver = await prepare()
    })
    afterAll(() => driver.close())

    const welcome: Mail = {
      id: 'welcome-1',
      to: 'otter@example.com',
      subject: 'Willkommen in Łódź, Выдра',
      text: 'Follow this link:\nhttp://localhost:8080/verify?token=abc\n.\nGreetings',
      html: '<p>Follow this <a href="http://localhost:8080/verify?token=abc">link</a> – grüße</p>',
    }

    test('delivers addresses, subject and both bodies as they were', async () => {
      await driver.mailer.send(welcome)
      expect(await driver.delivered()).toEqual([welcome])
    })

    test('delivers a mail once, however often a job sends it', async () => {
      await driver.mailer.send(welcome)
      await Promise.all([1, 2, 3].map(() => driver.mailer.send({ ...welcome, id: 'welcome-2' })))
      expect((await driver.delivered()).map(({ id }) => id)).toEqual(['welcome-1', 'welcome-2'])
    })

    test('an address is one address', async () => {
      await driver.mailer.send({ ...welcome, id: 'odd', to: '"heron, esq."@example.com' })
      expect((await driver.delivered()).at(-1)?.to).toBe('"heron, esq."@example.com')
    })

    test('sending inside a database transaction is a defect', async () => {
      const mail = { ...welcome, id: 'too-early' }
      await expect(insideTransaction(() => driver.mailer.send(mail))).rejects.toThrow('inside a database transaction')
      expect((await driver.delivered()).map(({ id }) => id)).not.toContain('too-early')
    })
  })
}
