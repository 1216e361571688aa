import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { linkFromMail, type Person } from '../../src/app/demo/people.ts'
import { startBrowser, Visitor } from '../support/browser.ts'
import { productManifest, smallImage, type TestPublisher } from '../support/publisher.ts'
import { requirement } from '../support/requirements.ts'
import { type TestStore, testStore } from '../support/test-store.ts'

const chromium = requirement('chromium')

/** Step 5 of the store's main job in a real browser: find, accept, buy, copy the pull command. */
describe.runIf(chromium.met)('a customer in the browser', () => {
  let store: TestStore
  let browser: Browser
  let visitor: Visitor
  const password = 'seven quiet harbours'

  beforeAll(async () => {
    store = await testStore({ web: true })
    const moderator = await store.staff('mora', 'moderator')
    await publishWidget(await store.publisher('acme'), moderator)
    await store.settle()
    browser = await startBrowser(chromium.met ? chromium.path : '')
    visitor = await Visitor.arrives(browser, store.baseUrl)
  })
  afterAll(async () => {
    await browser?.close()
    await store?.close()
  })

  test('the home page shows what is on the shelf, also on a phone and in the dark', async () => {
    expect(await visitor.opens('/')).toBe(200)
    await visitor.page.getByRole('link', { name: 'Widget' }).first().waitFor()
    expect(await visitor.findsWrong()).toEqual([])

    const owl = await Visitor.arrives(browser, store.baseUrl, { device: 'phone', colorScheme: 'dark' })
    await owl.opens('/')
    await owl.page.getByRole('button', { name: 'Menu' }).click()
    await owl.page.getByRole('dialog').getByRole('link', { name: 'Browse' }).click()
    await owl.page.getByRole('heading', { level: 1, name: 'Browse the store' }).waitFor()
    expect(await owl.findsWrong()).toEqual([])
    await owl.leaves()
  })

  test('an address that leads nowhere answers 404 with a page; machine addresses answer without one', async () => {
    expect(await visitor.opens('/images/no-such-thing')).toBe(404)
    await visitor.page.getByText('There is nothing at this address').waitFor()
    expect(await visitor.findsWrong()).toEqual([])
    const registry = await fetch(`${store.baseUrl}/v2/no/such/manifests/1`)
    expect(registry.headers.get('content-type')).not.toContain('html')
  })

  test('the link of an error leads to its explanation, and others are found by a word', async () => {
    const refused = await fetch(`${store.baseUrl}/v2/NOT/a/name/tags/list`)
    const { errors } = (await refused.json()) as { errors: { detail: { help: string } }[] }
    const help = new URL(errors[0]?.detail.help ?? '')
    expect(refused.headers.get('link')).toBe(`<${help}>; rel="help"`)
    expect(await visitor.opens(`${help.pathname}${help.hash}`)).toBe(200)
    const { page } = visitor
    await page
      .locator(`[id="${help.hash.slice(1)}"]`)
      .getByText('is not a repository name')
      .waitFor()
    await page.getByLabel('Find an error').fill('schema 1')
    await page.getByText('registry.schema1_refused').waitFor()
    expect(await page.locator('dt').count()).toBe(1)
    expect(await visitor.findsWrong()).toEqual([])
    await page.getByLabel('Find an error').fill('no such word')
    await page.getByText('No error fits').waitFor()
    expect(await visitor.findsWrongOnPhone()).toEqual([])
  })

  test('she finds the product by search and reads its page', async () => {
    await visitor.opens('/')
    const { page } = visitor
    await page.getByLabel('Search the store from here').fill('widget')
    await page.keyboard.press('Enter')
    await page.waitForURL('**/search?q=widget')
    expect(await visitor.findsWrong()).toEqual([])
    await page.getByRole('link', { name: 'Widget' }).first().click()
    await page.waitForURL('**/images/widget')
    await page.getByRole('heading', { level: 1, name: 'Widget' }).waitFor()
    expect(await visitor.findsWrong()).toEqual([])
  })

  test('to get it she creates an account and confirms the address from the mail', async () => {
    const { page } = visitor
    await page.getByRole('link', { name: 'Get it' }).click()
    await page.waitForURL('**/sign-in?**')
    await page.getByRole('link', { name: 'Create an account' }).click()
    await page.getByLabel('User name').fill('otter')
    await page.getByLabel('E-mail').fill('otter@example.com')
    await page.getByRole('textbox', { name: 'Password' }).fill(password)
    expect(await visitor.findsWrong()).toEqual([])
    await page.getByRole('button', { name: 'Create the account' }).click()
    await page.getByText('Confirm your e-mail address').waitFor()
    expect(await visitor.findsWrong()).toEqual([])

    const link = await linkFromMail(store.mails, 'otter@example.com', '/verify-email')
    await visitor.opens(`${link.pathname}${link.search}`)
    await page.getByRole('button', { name: 'Confirm the address' }).click()
    await page.getByText('Your address is confirmed').waitFor()
    expect(await visitor.findsWrong()).toEqual([])
  })

  test('signing in leads back to where she was; a wrong password is told in words', async () => {
    const { page } = visitor
    await visitor.opens('/images/widget')
    await page.getByRole('link', { name: 'Get it' }).click()
    await page.getByLabel('User name').fill('otter')
    await page.getByRole('textbox', { name: 'Password' }).fill('not my password')
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByRole('alert').waitFor()
    await page.getByRole('textbox', { name: 'Password' }).fill(password)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.waitForURL('**/get/widget/**')
    expect(await visitor.findsWrong()).toEqual([])
  })

  test('she accepts the terms of the free plan and sees the pull command', async () => {
    const { page } = visitor
    await page.getByLabel(/^I accept the terms/).check()
    await page.getByRole('button', { name: 'Accept and get it' }).click()
    await page.getByText(`docker pull ${store.registryHost}/store/acme/widget:1.0.0`).waitFor()
    expect(await visitor.findsWrong()).toEqual([])
  })

  test('she buys the paid plan: one card is declined, the bank asks about the next, then it is hers', async () => {
    const { page } = visitor
    await page.getByRole('radio', { name: /^Pro/ }).check()
    await page.getByRole('link', { name: 'Proceed to checkout' }).click()
    await page.getByLabel('Name').fill('Otti Otter')
    await page.getByRole('combobox', { name: 'Country' }).click()
    await page.getByRole('option', { name: 'Germany' }).click()
    await page.getByText('€49.00').waitFor()
    await page.getByLabel(/^I accept the terms/).check()
    await page.getByLabel('Card number').fill('4000 0000 0000 0002')
    expect(await visitor.findsWrong()).toEqual([])
    await page.getByRole('button', { name: 'Pay and subscribe' }).click()
    await page.getByText('The payment was declined').waitFor()
    expect(await visitor.findsWrong()).toEqual([])

    await page.getByLabel('Card number').fill('4000 0025 0000 3155')
    await page.getByRole('button', { name: /^Pay / }).click()
    await page.getByRole('button', { name: 'Approve' }).waitFor()
    expect(await visitor.findsWrong()).toEqual([])
    await page.getByRole('button', { name: 'Approve' }).click()
    await page.getByText('Paid. The subscription is active.').waitFor()
    expect(await visitor.findsWrong()).toEqual([])
  })

  test.each([
    ['/account/content', 'My content'],
    ['/account/receipts', 'Receipts'],
    ['/account/inbox', 'Inbox'],
    ['/account/notices', 'Notices'],
    ['/account', 'Profile'],
    ['/account/sessions', 'Sessions'],
    ['/account/tokens', 'Access tokens'],
    ['/account/organizations', 'Organizations'],
  ])('her account at %s has no barrier', async (path, title) => {
    await visitor.opens(path)
    await visitor.page.getByRole('heading', { level: 1, name: title }).waitFor()
    expect(await visitor.findsWrong()).toEqual([])
  })

  test('a token is made in a dialog by keyboard alone, shown once, and used for docker login', async () => {
    const { page } = visitor
    await visitor.opens('/account/tokens')
    await page.getByRole('button', { name: 'New token' }).focus()
    await page.keyboard.press('Enter')
    await page.getByRole('dialog').getByLabel('Name').waitFor()
    await page.keyboard.type('laptop')
    await page.keyboard.press('Enter')
    const secret = await page.getByLabel('Secret').inputValue()
    expect(await visitor.findsWrong()).toEqual([])
    const credentials = Buffer.from(`otter:${secret}`).toString('base64')
    const login = await fetch(`${store.baseUrl}/auth/token?service=${store.registryHost}`, {
      headers: { authorization: `Basic ${credentials}` },
    })
    expect(login.status).toBe(200)
  })

  test('signed out, the account asks for a sign-in', async () => {
    const { page } = visitor
    await visitor.opens('/')
    await page.getByRole('button', { name: /account menu/ }).click()
    await page.getByRole('menuitem', { name: 'Sign out' }).click()
    await page.getByRole('banner').getByRole('link', { name: 'Sign in' }).waitFor()
    await visitor.opens('/account/tokens')
    expect(new URL(page.url()).pathname).toBe('/sign-in')
  })
})

/** A product with a free and a paid plan, reviewed and on the shelf. */
async function publishWidget(acme: TestPublisher, moderator: Person): Promise<void> {
  const { client } = acme.person
  await acme.person.pushes(await smallImage('widget', '1.0.0'), 'acme/widget', '1.0.0')
  await acme.person.pushes(await smallImage('widget-pro', '1.0.0'), 'acme/widget-pro', '1.0.0')
  const product = await client.post<{ id: string }>(`/publishers/${acme.id}/products`, { name: 'Widget' })
  await client.put(`/products/${product.id}/draft`, await productManifest(acme.person, product.id, 'acme'))
  const submission = await client.post<{ id: string }>(`/products/${product.id}/submissions`, { publish: 'manual' })
  await moderator.client.post(`/submissions/${submission.id}/assign`, { username: moderator.name })
  await moderator.client.post(`/submissions/${submission.id}/approve`, {})
  await client.post(`/submissions/${submission.id}/publish`)
}
