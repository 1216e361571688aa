import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Person } from '../../src/app/demo/people.ts'
import { hours } from '../../src/platform/clock.ts'
import { startBrowser, Visitor } from '../support/browser.ts'
import { smallImage } from '../support/publisher.ts'
import { requirement } from '../support/requirements.ts'
import { type TestStore, testStore } from '../support/test-store.ts'

const chromium = requirement('chromium')

/** Garbage collection and holds as the people at the desk see them. */
describe.runIf(chromium.met)('the registry at the desk, in the browser', () => {
  let store: TestStore
  let browser: Browser
  let olive: Visitor
  let operator: Person

  beforeAll(async () => {
    store = await testStore({ web: true })
    operator = await store.staff('olive', 'operator')
    const acme = await store.publisher('acme')
    for (const tag of ['1.0.0', '2.0.0']) await acme.person.pushes(await smallImage('widget', tag), 'acme/widget', tag)
    browser = await startBrowser(chromium.met ? chromium.path : '')
    olive = await Visitor.arrives(browser, store.baseUrl)
    await signsIn(olive, '/desk/registry', operator)
  })
  afterAll(async () => {
    await browser?.close()
    await store?.close()
  })

  test('an operator sees what there is, and that nothing would go', async () => {
    const { page } = olive
    await page.getByRole('heading', { name: 'Garbage collection' }).waitFor()
    await page.getByText('1 repository').waitFor()
    await page.getByText('Nothing is held').waitFor()
    await isFlawless(olive)
    await page.getByRole('button', { name: 'Dry run' }).click()
    await page.getByText('Nothing would go.').waitFor()
    expect.soft(await olive.findsWrong()).toEqual([])
    await page.keyboard.press('Escape')
  })

  test('she holds an image; the publisher cannot delete it', async () => {
    const { page } = olive
    await page.getByRole('button', { name: 'Hold content' }).click()
    await page.getByLabel('Digest or repository').fill('acme/none')
    await page.getByLabel('Reason').fill('A dispute about the name.')
    await page.getByRole('button', { name: 'Hold', exact: true }).click()
    await page.getByText('The store has neither a repository, a manifest nor a blob acme/none.').waitFor()
    expect.soft(await olive.findsWrong()).toEqual([])
    await page.getByLabel('Digest or repository').fill('acme/widget')
    await page.getByRole('button', { name: 'Hold', exact: true }).click()
    await page.getByText('A dispute about the name.').waitFor()
    await isFlawless(olive)
    await page.getByRole('button', { name: 'Release' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Release' }).click()
    await page.getByText(/Released by olive/).waitFor()
  })

  test('a dry run says what would go, and collecting removes it', async () => {
    const { page } = olive
    const owner = new Person({ baseUrl: store.baseUrl, mails: store.mails }, 'acme-owner')
    const image = await smallImage('widget', '2.0.0')
    const authorization = `Bearer ${await owner.docker.token('repository:acme/widget:delete')}`
    const url = `${store.baseUrl}/v2/acme/widget/manifests/${image.manifest.digest}`
    expect((await fetch(url, { method: 'DELETE', headers: { authorization } })).status).toBe(202)
    store.clock.advance(hours(25))
    await signsIn(olive, '/desk/registry', operator)
    await page.getByRole('button', { name: 'Dry run' }).click()
    await page.getByText(/^2 blobs and 2 links would go/).waitFor()
    await isFlawless(olive)
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'Collect now' }).click()
    await store.settle()
    await page.getByRole('cell', { name: 'Complete' }).waitFor()
    await isFlawless(olive)
  })
})

/** Nothing is wrong, on a wide screen in the light and on a phone in the dark. */
async function isFlawless(visitor: Visitor): Promise<void> {
  expect.soft(await visitor.findsWrong()).toEqual([])
  expect.soft(await visitor.findsWrongOnPhone()).toEqual([])
}

/** Opens the page; whoever is not signed in is asked first. */
async function signsIn(visitor: Visitor, path: string, person: Person): Promise<void> {
  await visitor.opens(path)
  const { page } = visitor
  if (await isAsked(page)) {
    await page.getByLabel('User name').fill(person.name)
    await page.getByRole('textbox', { name: 'Password' }).fill(person.password)
    await page.getByRole('button', { name: 'Sign in' }).click()
  }
  await page.getByRole('heading', { level: 1, name: 'Registry' }).waitFor()
}

async function isAsked(page: Page): Promise<boolean> {
  return (await page.getByLabel('User name').count()) > 0
}
