import { join } from 'node:path'
import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { linkFromMail, Person } from '../../src/app/demo/people.ts'
import { projectRoot } from '../../src/app/version.ts'
import { startBrowser, Visitor } from '../support/browser.ts'
import { smallImage } from '../support/publisher.ts'
import { requirement } from '../support/requirements.ts'
import { type TestStore, testStore } from '../support/test-store.ts'

const chromium = requirement('chromium')
const art = (name: string) => join(projectRoot, 'demo', 'art', `${name}.png`)

/**
 * Steps 3 and 4 of the store's main job in a real browser: apply, be accepted, push, describe, submit, be reviewed,
 * publish. Hazel makes Saltworks a publisher, Mora moderates; each test goes on where the one before stopped.
 */
describe.runIf(chromium.met)('a publisher and a moderator in the browser', () => {
  let store: TestStore
  let browser: Browser
  let hazel: Visitor
  let mora: Visitor
  let hazelAtTerminal: Person
  let moderator: Person
  const password = 'seven quiet harbours'

  beforeAll(async () => {
    store = await testStore({ web: true })
    moderator = await store.staff('mora', 'moderator')
    hazelAtTerminal = new Person({ baseUrl: store.baseUrl, mails: store.mails }, 'hazel', { password })
    browser = await startBrowser(chromium.met ? chromium.path : '')
    hazel = await Visitor.arrives(browser, store.baseUrl)
    mora = await Visitor.arrives(browser, store.baseUrl)
  })
  afterAll(async () => {
    await browser?.close()
    await store?.close()
  })

  test('Hazel signs up, confirms her address from the mail and signs in', async () => {
    const { page } = hazel
    await hazel.opens('/sign-up')
    await page.getByLabel('User name').fill('hazel')
    await page.getByLabel('E-mail').fill('hazel@example.com')
    await page.getByLabel('Full name').fill('Hazel Marsh')
    await page.getByRole('textbox', { name: 'Password' }).fill(password)
    await page.getByRole('button', { name: 'Create the account' }).click()
    await page.getByText('Confirm your e-mail address').waitFor()

    const link = await linkFromMail(store.mails, 'hazel@example.com', '/verify-email')
    await hazel.opens(`${link.pathname}${link.search}`)
    await page.getByRole('button', { name: 'Confirm the address' }).click()
    await page.getByRole('link', { name: 'Sign in' }).last().click()
    await page.getByLabel('User name').fill('hazel')
    await page.getByRole('textbox', { name: 'Password' }).fill(password)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByRole('button', { name: /account menu of hazel/ }).waitFor()
  })

  test('she founds an organization to publish under its name', async () => {
    const { page } = hazel
    await hazel.opens('/publisher')
    await page.getByText('You do not work for a publisher yet').waitFor()
    await isFlawless(hazel)
    await hazel.opens('/account/organizations')
    await page.getByRole('button', { name: 'New organization' }).click()
    await page.getByLabel('Full name').fill('Saltworks Ltd')
    await page.getByRole('textbox', { name: 'Name', exact: true }).fill('saltworks')
    expect.soft(await hazel.findsWrong()).toEqual([])
    await page.getByRole('button', { name: 'Found the organization' }).click()
    await page.waitForURL('**/account/organizations/saltworks')
    await page.getByRole('heading', { level: 1, name: 'Saltworks Ltd' }).waitFor()
    await isFlawless(hazel)
  })

  test('she applies for it; the portal says that the application is being read', async () => {
    const { page } = hazel
    await hazel.opens('/publisher/signup')
    await chooses(page, 'Publish as', /^saltworks/)
    await page.getByLabel('Company name').fill('Saltworks')
    await page.getByLabel('Website').fill('https://saltworks.example')
    await page.getByLabel('What would you like to offer?').fill('A queue that keeps its messages.')
    await isFlawless(hazel)
    await page.getByRole('button', { name: 'Apply' }).click()
    await page.waitForURL('**/publisher/saltworks')
    await page.getByText('Your application is being read').waitFor()
    await isFlawless(hazel)
  })

  test('Mora signs in and accepts the application with the keyboard alone', async () => {
    const { page } = mora
    await mora.opens('/desk/applications')
    await page.getByLabel('User name').waitFor()
    await page.keyboard.type('mora')
    await page.keyboard.press('Tab')
    await page.keyboard.type(moderator.password)
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { level: 1, name: 'Publisher applications' }).waitFor()
    await page.getByText('A queue that keeps its messages.').waitFor()
    await isFlawless(mora)
    await reachesByTab(page, page.getByRole('button', { name: 'Accept' }))
    await page.keyboard.press('Enter')
    await page.getByText('Saltworks is accepted and has been told.').waitFor()
    await page.getByText('Nobody here').waitFor()
    expect.soft(await mora.findsWrong()).toEqual([])
  })

  test('Hazel accepts the agreement', async () => {
    const { page } = hazel
    await hazel.opens('/publisher/saltworks')
    await page.getByRole('link', { name: 'Go on' }).click()
    await page.getByLabel(/^I have read the agreement/).check()
    await isFlawless(hazel)
    await page.getByRole('button', { name: 'Accept' }).click()
    await page.getByText(/^Accepted by /).waitFor()
    expect.soft(await hazel.findsWrong()).toEqual([])
  })

  test('she uploads the logo and completes the profile; what is missing stands at its field', async () => {
    const { page } = hazel
    await page.getByRole('link', { name: 'Go on' }).click()
    await page.getByRole('heading', { level: 1, name: 'Profile' }).waitFor()
    await isFlawless(hazel)
    await uploads(page, 'Upload a logo', 'saltworks-logo')
    await page.getByAltText('Your logo').waitFor()
    await page.getByLabel('Legal name').fill('Saltworks Ltd')
    await page.getByLabel('Company website').fill('https://saltworks.example')
    await page.getByLabel('Phone').fill('+44 20 7946 0018')
    await page.getByLabel('Company e-mail').fill('store@saltworks.example')
    await page.getByLabel('Short description').fill('Makers of patient software.')
    await page.getByLabel('Your story').fill('Founded on a **salt marsh**.')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('The profile is saved.').waitFor()
    await page.getByText('Complete your profile').waitFor({ state: 'hidden' })
    await isFlawless(hazel)
  })

  test('she pushes two images and sees what the scan found in them', async () => {
    await hazelAtTerminal.pushes(await smallImage('keel', '1.0.0'), 'saltworks/keel', '1.0.0')
    await hazelAtTerminal.pushes(await smallImage('keel-pro', '1.0.0'), 'saltworks/keel-pro', '1.0.0')
    await store.settle()
    const { page } = hazel
    await page.getByRole('link', { name: 'Repositories' }).click()
    await page.getByRole('button', { name: /^saltworks\/keel-pro/ }).waitFor()
    await page.getByRole('button', { name: /^saltworks\/keel 1 tag/ }).click()
    await page.getByRole('cell', { name: /component/ }).waitFor()
    await isFlawless(hazel)

    await page.getByRole('link', { name: '1.0.0' }).click()
    await page.getByRole('heading', { level: 1, name: 'Scan result' }).waitFor()
    await page
      .getByRole('button', { name: /worst critical/ })
      .first()
      .click()
    await page.getByRole('link', { name: /^CVE-/ }).first().waitFor()
    await page
      .getByText(/^critical \d+\.\d$/)
      .first()
      .waitFor()
    await isFlawless(hazel)
    await page.getByRole('tab', { name: /^Layers/ }).click()
    await page.getByText('COPY . /app').waitFor()
    await isFlawless(hazel)
  })

  test('she begins a product; saved unfinished, the editor says what is missing', async () => {
    const { page } = hazel
    await hazel.opens('/publisher/saltworks')
    await page.getByRole('button', { name: 'New product' }).click()
    await page.getByRole('dialog').getByLabel('Name').fill('Keel')
    expect.soft(await hazel.findsWrong()).toEqual([])
    await page.keyboard.press('Enter')
    await page.waitForURL('**/publisher/saltworks/products/*')
    await page.getByLabel('Short description').fill('A queue that keeps its messages.')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('Saved.').waitFor()
    await page.getByRole('tab', { name: /^Submission/ }).click()
    const missing = page.getByRole('alert').filter({ hasText: 'still to do' })
    await missing.getByText('Long description').waitFor()
    await missing.getByText('Plans & pricing').waitFor()
    await isFlawless(hazel)
    await page.getByRole('tab', { name: /^Information/ }).click()
    await isFlawless(hazel)
  })

  test('she describes it, with icon and screenshot', async () => {
    const { page } = hazel
    await uploads(page, 'Upload an icon', 'keel-icon')
    await page.getByAltText('Icon 1').waitFor()
    await chooses(page, 'Categories', 'DevOps Tools')
    await page.keyboard.press('Escape')
    await page.getByRole('combobox', { name: 'Search tags' }).fill('queue')
    await page.keyboard.press('Enter')
    await page.getByRole('textbox', { name: 'Long description' }).fill('# Keel\n\nMessages wait until *you* are ready.')
    await uploads(page, 'Upload a screenshot', 'keel-screenshot')
    await page.getByAltText('Screenshots 1').waitFor()
    await page.getByLabel('Website').fill('https://saltworks.example/keel')
    await page.getByLabel('Support link').fill('https://saltworks.example/support')
    await page.getByLabel('Documentation link').fill('https://saltworks.example/docs')
    await chooses(page, 'Type of content', 'Container image')
    await chooses(page, 'Runs on', 'Certified infrastructure')
    await chooses(page, 'Licence type', 'Commercial')
    await isFlawless(hazel)
  })

  test('she offers a free and a paid plan, each on its own repository', async () => {
    const { page } = hazel
    await page.getByRole('tab', { name: /^Plans/ }).click()
    await page.getByRole('button', { name: 'Add a plan' }).click()
    const community = page.getByRole('region', { name: 'Plan 1' })
    await describesPlan(page, community, { name: 'Community', repository: 'saltworks/keel' })
    await page.getByRole('button', { name: 'Add a plan' }).click()
    const pro = page.getByRole('region', { name: 'Plan 2' })
    await describesPlan(page, pro, { name: 'Pro', repository: 'saltworks/keel-pro' })
    await pro.getByRole('button', { name: 'Add a price' }).click()
    await pro.getByRole('textbox', { name: 'Price 1' }).fill('49.00')
    await isFlawless(hazel)
  })

  test('she says who helps and what is new, and submits', async () => {
    const { page } = hazel
    await page.getByRole('tab', { name: /^Support/ }).click()
    await page.getByLabel('Support e-mail').fill('help@saltworks.example')
    await page.getByLabel('Support site').fill('https://saltworks.example/support')
    await page.getByLabel('Support hours').fill('9 to 5 UTC')
    await page.getByLabel('Response times').fill('8 working hours')
    await page.getByLabel('Self-help and troubleshooting').fill('Restart it.')
    await isFlawless(hazel)
    await page.getByRole('tab', { name: /^Release notes/ }).click()
    await page.getByLabel('Version').fill('1.0.0')
    await page.getByRole('textbox', { name: 'Release notes' }).fill('First version.')
    await isFlawless(hazel)
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('Saved.').last().waitFor()
    await page.getByRole('tab', { name: 'Submission', exact: true }).click()
    await page.getByText('Everything is there.').waitFor()
    await isFlawless(hazel)
    await page.getByRole('button', { name: 'Submit for review' }).click()
    await page.waitForURL('**/submission')
    await page.getByText('Number 1 in the queue').waitFor()
    await isFlawless(hazel)
  })

  test('Mora finds it in the queue, reads page and scan, and asks for a change', async () => {
    const { page } = mora
    await store.settle()
    await mora.opens('/desk')
    await page.getByRole('link', { name: 'Keel' }).waitFor()
    await isFlawless(mora)
    await page.getByRole('link', { name: 'Keel' }).click()
    await page.getByRole('heading', { level: 1, name: 'Keel' }).waitFor()
    await page.getByText('Messages wait until').waitFor()
    await page
      .getByRole('cell', { name: /critical/ })
      .first()
      .waitFor()
    await isFlawless(mora)
    await page.getByRole('link', { name: 'saltworks/keel:1.0.0' }).click()
    await page.getByRole('heading', { level: 1, name: 'Scan result' }).waitFor()
    await page
      .getByRole('button', { name: /worst critical/ })
      .first()
      .waitFor()
    expect.soft(await mora.findsWrong()).toEqual([])
    await page.goBack()
    await page.getByRole('button', { name: 'Take it' }).click()
    await page.getByText('Assigned to mora').waitFor()
    await page.getByRole('button', { name: 'Request changes' }).click()
    await page.getByLabel('What should change').fill('Say how many messages it keeps.')
    await isFlawless(mora)
    await page.getByRole('button', { name: 'Send to the publisher' }).click()
    await page.getByText('There is nothing to decide in this state.').waitFor()
    expect.soft(await mora.findsWrong()).toEqual([])
  })

  test('Hazel reads what is asked, edits and submits again', async () => {
    const { page } = hazel
    await store.mailTo('hazel@example.com', /Keel/)
    await hazel.opens('/publisher/saltworks')
    await page.getByRole('link', { name: 'Keel' }).waitFor()
    await isFlawless(hazel)
    await page.getByRole('link', { name: 'Review' }).click()
    await page.getByText('Say how many messages it keeps.').first().waitFor()
    await isFlawless(hazel)
    await page.getByRole('link', { name: 'Edit and submit again' }).click()
    await page.getByRole('textbox', { name: 'Long description' }).fill('# Keel\n\nKeeps a million messages.')
    await page.getByRole('tab', { name: /^Submission/ }).click()
    await page.getByRole('button', { name: 'Submit for review' }).click()
    await page.getByText('Number 1 in the queue').waitFor()
    expect.soft(await hazel.findsWrong()).toEqual([])
  })

  test('Mora sees what changed and approves with the keyboard alone', async () => {
    const { page } = mora
    await mora.opens('/desk')
    await page.getByText('round 2').waitFor()
    await reachesByTab(page, page.getByRole('link', { name: 'Keel' }))
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { level: 1, name: 'Keel' }).waitFor()
    await reachesByTab(page, page.getByRole('tab', { name: 'Product page' }))
    await page.keyboard.press('ArrowRight')
    await page.getByRole('cell', { name: /Keeps a million messages/ }).waitFor()
    await isFlawless(mora)
    await reachesByTab(page, page.getByRole('button', { name: 'Approve' }))
    await page.keyboard.press('Enter')
    await page.getByRole('dialog').waitFor()
    expect.soft(await mora.findsWrong()).toEqual([])
    await reachesByTab(page, page.getByRole('dialog').getByRole('button', { name: 'Approve' }))
    await page.keyboard.press('Enter')
    await page.getByText('Approved.').waitFor()
    await page.getByRole('dialog').waitFor({ state: 'hidden' })
    expect.soft(await mora.findsWrong()).toEqual([])
  })

  test('Hazel publishes and opens the product page', async () => {
    const { page } = hazel
    await page.reload()
    await page.getByText('Publishing puts a verified copy').waitFor()
    await isFlawless(hazel)
    await page.getByRole('button', { name: 'Publish' }).click()
    await page.getByRole('link', { name: 'See the product page' }).click()
    await page.waitForURL('**/images/keel')
    await page.getByRole('heading', { level: 1, name: 'Keel' }).waitFor()
    await page.getByText('Keeps a million messages.').waitFor()
    await isFlawless(hazel)
  })

  test.each([
    ['/publisher', 'Publisher portal'],
    ['/publisher/saltworks/licences', 'Licence orders'],
    ['/publisher/saltworks/members', 'Members'],
  ])('the portal at %s has no barrier', async (path, title) => {
    await hazel.opens(path)
    await hazel.page.getByRole('heading', { level: 1, name: title }).waitFor()
    await isFlawless(hazel)
  })

  test.each([
    ['/desk/listings', 'Listings'],
    ['/desk/audit', 'Audit trail'],
  ])('the desk at %s has no barrier', async (path, title) => {
    await mora.opens(path)
    await mora.page.getByRole('heading', { level: 1, name: title }).waitFor()
    await isFlawless(mora)
  })
})

/** Light on a desktop, dark on a phone. */
async function isFlawless(visitor: Visitor): Promise<void> {
  expect.soft(await visitor.findsWrong()).toEqual([])
  expect.soft(await visitor.findsWrongOnPhone()).toEqual([])
}

async function chooses(page: Page, field: string, option: string | RegExp): Promise<void> {
  await page.getByRole('combobox', { name: field }).click()
  await page.getByRole('option', { name: option }).click()
}

async function uploads(page: Page, button: string, picture: string): Promise<void> {
  const chooser = page.waitForEvent('filechooser')
  await page.getByRole('button', { name: button }).click()
  await (await chooser).setFiles(art(picture))
}

async function describesPlan(
  page: Page,
  plan: Locator,
  { name, repository }: { name: string; repository: string },
): Promise<void> {
  await plan.getByLabel('Plan name').fill(name)
  await plan.getByLabel('Plan description').fill(`${name} plan`)
  await plan.getByRole('button', { name: 'Add a repository' }).click()
  await plan.getByRole('combobox', { name: 'Repository 1' }).click()
  await page.getByRole('option', { name: repository, exact: true }).click()
  await plan.getByRole('combobox', { name: 'Tags 1' }).click()
  await page.getByRole('option', { name: '1.0.0' }).click()
  await page.keyboard.press('Escape')
  await plan.getByLabel('Text of the terms').fill('Use it well.')
  await plan.getByRole('textbox', { name: 'Installation instructions' }).fill('Run `keel serve`.')
}

/** Presses Tab until the element has the focus, as somebody without a mouse does. */
async function reachesByTab(page: Page, wanted: Locator): Promise<void> {
  for (let presses = 0; presses < 60; presses++) {
    await page.keyboard.press('Tab')
    if (await wanted.evaluate((element) => element === document.activeElement)) return
  }
  throw new Error(`Tab does not lead to ${wanted}.`)
}
