import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { days, seconds } from '../../src/platform/clock.ts'
import { startBrowser, Visitor } from '../support/browser.ts'
import { smallImage, type TestPublisher } from '../support/publisher.ts'
import { requirement } from '../support/requirements.ts'
import { type TestStore, testStore } from '../support/test-store.ts'

const chromium = requirement('chromium')

/** What a publisher sets up for machines: webhooks with their log, and rules that clean up. */
describe.runIf(chromium.met)('webhooks and clean-up in the browser', () => {
  let store: TestStore
  let browser: Browser
  let owner: Visitor
  let acme: TestPublisher
  let receiver: Server
  let status = 500

  beforeAll(async () => {
    receiver = createServer((request, response) => {
      request.resume()
      response.writeHead(status).end('{"noted": true}')
    })
    await new Promise<void>((done) => receiver.listen(0, '127.0.0.1', done))
    store = await testStore({ web: true })
    acme = await store.publisher('acme')
    await acme.person.pushes(await smallImage('widget', '1.0.0'), 'acme/widget', '1.0.0')
    store.clock.advance(days(30))
    await acme.person.signsIn()
    await acme.person.pushes(await smallImage('widget', '1.1.0'), 'acme/widget', '1.1.0')
    await store.settle()
    browser = await startBrowser(chromium.met ? chromium.path : '')
    owner = await Visitor.arrives(browser, store.baseUrl)
    const { page } = owner
    await owner.opens('/sign-in')
    await page.getByLabel('User name').fill(acme.person.name)
    await page.getByRole('textbox', { name: 'Password' }).fill(acme.person.password)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByRole('button', { name: /account menu of/ }).waitFor()
  })
  afterAll(async () => {
    receiver?.close()
    await browser?.close()
    await store?.close()
  })

  /** Light on a desktop, dark on a phone. */
  async function isFlawless(): Promise<void> {
    expect.soft(await owner.findsWrong()).toEqual([])
    expect.soft(await owner.findsWrongOnPhone()).toEqual([])
  }

  test('a webhook is added; what is wrong stands at its field, the secret is shown once', async () => {
    const { page } = owner
    const { port } = receiver.address() as AddressInfo
    await owner.opens('/publisher/acme/webhooks')
    await page.getByText('No webhooks yet').waitFor()
    await isFlawless()
    await page.getByRole('button', { name: 'Add a webhook' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Address').fill('hooks.acme.example')
    await dialog.getByRole('button', { name: 'Add the webhook' }).click()
    await dialog.getByText('This is not a web address').waitFor()
    await isFlawless()
    await dialog.getByLabel('Address').fill(`http://127.0.0.1:${port}/in`)
    await dialog.getByLabel('A scan comes to its end').check()
    await dialog.getByRole('button', { name: 'Add the webhook' }).click()
    await page.getByRole('textbox', { name: 'Secret' }).waitFor()
    expect(await page.getByRole('textbox', { name: 'Secret' }).inputValue()).toMatch(/^chw_/)
    await isFlawless()
    await page.getByRole('button', { name: 'I have copied it' }).click()
    await page.getByText('Nothing delivered yet').waitFor()
    await isFlawless()
  })

  test('a test that fails is in the log with its answer; sent again, it arrives', async () => {
    const { page } = owner
    await page.getByRole('button', { name: 'Send a test' }).click()
    await page.getByText(/^500 in/).waitFor()
    await page.getByText('Trying again').waitFor()
    await isFlawless()
    status = 200
    await page.getByRole('button', { name: /^Details of test/ }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText('The answer was 500').waitFor()
    await isFlawless()
    await dialog.getByRole('button', { name: 'Send again' }).click()
    await dialog.getByText('Delivered').waitFor()
    await page.keyboard.press('Escape')
    await page.getByText(/^200 in/).waitFor()
    await isFlawless()
  })

  test('it can be paused and resumed', async () => {
    const { page } = owner
    await page.getByRole('button', { name: 'Pause' }).click()
    await page.getByText('Paused', { exact: true }).waitFor()
    await isFlawless()
    await page.getByRole('button', { name: 'Resume' }).click()
    await page.getByText('Active', { exact: true }).waitFor()
  })

  test('rules are looked at before they are saved', async () => {
    const { page } = owner
    await page.getByRole('link', { name: 'Repositories' }).click()
    await page.getByText('Everything stays').waitFor()
    await isFlawless()
    await page.getByRole('button', { name: 'Add rules' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Keep the last').fill('1')
    expect(await dialog.getByRole('button', { name: 'Save' }).isDisabled()).toBe(true)
    await dialog.getByRole('button', { name: 'Show what would go' }).click()
    await dialog.getByText(/1 tag and 1 image would go, 1 tag would stay/).waitFor()
    await isFlawless()
    await dialog.getByRole('button', { name: 'Save' }).click()
    await page.getByText('Keeps the last 1 tag.').waitFor()
    await isFlawless()
  })

  test('rules are carried out at once when the owner says so', async () => {
    const { page } = owner
    await page.getByRole('button', { name: 'Run now' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Clean up' }).click()
    await page.getByText('Under way in 1 repository.').waitFor()
    // The second attempt of the delivery that was sent by hand still waits for its moment.
    store.clock.advance(seconds(11))
    await store.settle()
    const { items } = await acme.person.client.get<{ items: { tag: string }[] }>('/tags?repository=acme/widget')
    expect(items.map(({ tag }) => tag)).toEqual(['1.1.0'])
  })
})
