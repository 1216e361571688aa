import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Person } from '../../src/app/demo/people.ts'
import { startBrowser, Visitor } from '../support/browser.ts'
import { productManifest, smallImage, type TestPublisher } from '../support/publisher.ts'
import { requirement } from '../support/requirements.ts'
import { type TestStore, testStore } from '../support/test-store.ts'

const chromium = requirement('chromium')

/**
 * Rights in a real browser: a token for one plan, docker logins that are ended, what a publisher may keep, and a listing
 * that is blocked by two people. Each test goes on where the one before stopped.
 */
describe.runIf(chromium.met)('rights in the browser', () => {
  let store: TestStore
  let browser: Browser
  let acme: TestPublisher
  let heron: Person

  beforeAll(async () => {
    store = await testStore({ web: true, advisories: false })
    const moderator = await store.staff('mora', 'moderator')
    acme = await store.publisher('acme')
    heron = await store.person('heron')
    for (const repository of ['acme/widget', 'acme/widget-pro']) {
      await acme.person.pushes(await smallImage(repository, '1.0.0'), repository, '1.0.0')
    }
    const { client } = acme.person
    const { id } = await client.post<{ id: string }>(`/publishers/${acme.id}/products`, { name: 'Widget' })
    await client.put(`/products/${id}/draft`, await productManifest(acme.person, id, 'acme'))
    const submission = await client.post<{ id: string }>(`/products/${id}/submissions`, { publish: 'on_approval' })
    await moderator.client.post(`/submissions/${submission.id}/approve`, {})
    await store.settle()
    const { id: planId } = await store.planOf('widget', 'Community')
    const { hash: termsHash } = await heron.client.get<{ hash: string }>(`/plans/${planId}/terms`)
    await heron.client.post('/subscriptions', { planId, account: 'heron', termsHash, notify: false })
    browser = await startBrowser(chromium.met ? chromium.path : '')
  })
  afterAll(async () => {
    await browser?.close()
    await store?.close()
  })

  async function arrives(person: Person): Promise<Visitor> {
    const visitor = await Visitor.arrives(browser, store.baseUrl)
    await visitor.opens('/sign-in')
    await visitor.page.getByLabel('User name').fill(person.name)
    await visitor.page.getByRole('textbox', { name: 'Password' }).fill(person.password)
    await visitor.page.getByRole('button', { name: 'Sign in' }).click()
    await visitor.page.getByRole('button', { name: new RegExp(`account menu of ${person.name}`) }).waitFor()
    return visitor
  }

  test('Heron makes a token for one plan, and ends a docker login that he does not recognise', async () => {
    const query = new URLSearchParams({ service: store.registryHost, client_id: 'docker', offline_token: 'true' })
    const authorization = `Basic ${Buffer.from(`heron:${heron.password}`).toString('base64')}`
    expect((await fetch(`${store.baseUrl}/auth/token?${query}`, { headers: { authorization } })).status).toBe(200)

    const visitor = await arrives(heron)
    const { page } = visitor
    await visitor.opens('/account/tokens')
    await page.getByRole('button', { name: 'New token' }).click()
    await page.getByLabel('Name').fill('build server')
    await page.getByLabel('Push images').check()
    await page.getByRole('combobox', { name: 'Good for' }).click()
    await page.getByRole('option', { name: 'Widget, only Community' }).click()
    expect(await page.getByLabel('Push images').isChecked()).toBe(false)
    await isFlawless(visitor)
    await page.getByRole('button', { name: 'Create the token' }).click()
    await page.getByRole('button', { name: 'I have copied it' }).click()
    await page.getByText('Only Widget, Community').waitFor()
    await isFlawless(visitor)

    await page.getByRole('button', { name: 'Sign out', exact: true }).click()
    await page.getByText('Sign out docker?').waitFor()
    await page.getByRole('dialog').getByRole('button', { name: 'Sign out' }).click()
    await page.getByText('Nothing is signed in with your password.').waitFor()
    await visitor.leaves()
  })

  test('an operator gives Acme another quota; Acme sees how little room is left', async () => {
    const olga = await arrives(await store.operator())
    await olga.opens('/desk/storage')
    await olga.page.getByRole('button', { name: 'Change' }).click()
    await olga.page.getByLabel('Storage in GB').fill('0.001')
    await isFlawless(olga)
    await olga.page.getByRole('button', { name: 'Save' }).click()
    await olga.page.getByText('Its own').waitFor()
    await isFlawless(olga)
    await olga.leaves()

    const visitor = await arrives(acme.person)
    await visitor.opens('/publisher/acme/repositories')
    await visitor.page.getByText(/of 1.0 MB used/).waitFor()
    await isFlawless(visitor)
    await visitor.leaves()
  })

  test('Sina proposes to block Widget, and somebody else confirms it', async () => {
    const sina = await store.staff('sina', 'security')
    const first = await arrives(sina)
    await first.opens('/desk/listings')
    await first.page.getByRole('button', { name: 'Revoke' }).click()
    await first.page.getByLabel('Block now').check()
    await first.page.getByLabel(/^Reason/).fill('It mines coins')
    await isFlawless(first)
    await first.page.getByRole('button', { name: 'Propose it' }).click()
    await first.page.getByRole('button', { name: 'Take it back' }).waitFor()
    await isFlawless(first)
    await first.leaves()

    const second = await arrives(await store.operator())
    await second.opens('/desk/listings')
    await second.page.getByText('sina proposes to block it now: It mines coins').waitFor()
    await second.page.getByRole('button', { name: 'Confirm the block' }).click()
    await second.page.getByText('Blocked: nobody pulls it any more.').waitFor()
    await isFlawless(second)
    await second.leaves()
  })
})

/** Light on a desktop, dark on a phone. */
async function isFlawless(visitor: Visitor): Promise<void> {
  expect.soft(await visitor.findsWrong()).toEqual([])
  expect.soft(await visitor.findsWrongOnPhone()).toEqual([])
}
