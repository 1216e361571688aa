import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Person } from '../../src/app/demo/people.ts'
import { hours } from '../../src/platform/clock.ts'
import { openMemoryFeedFetcher } from '../../src/platform/feeds/memory-feed-fetcher.ts'
import { fetchFeed, importAdvisories } from '../../src/vulnerabilities/index.ts'
import { feedImports } from '../../src/vulnerabilities/store/feed-imports.ts'
import { startBrowser, Visitor } from '../support/browser.ts'
import { requirement } from '../support/requirements.ts'
import { type TestStore, testStore } from '../support/test-store.ts'

const chromium = requirement('chromium')
const address = 'https://feeds.example/Go/all.zip'

/** Age, failures and imports under way as security staff sees them (ADV-9). */
describe.runIf(chromium.met)('advisories at the desk, in the browser', () => {
  const fetcher = openMemoryFeedFetcher()
  let store: TestStore
  let browser: Browser
  let sid: Visitor
  let folder: string
  let security: Person

  beforeAll(async () => {
    const env = { CHANDLERY_ADVISORY_FEEDS: `go=${address}` }
    store = await testStore({ web: true, advisories: false, ports: { feeds: fetcher }, env })
    folder = await mkdtemp(join(tmpdir(), 'chandlery-desk-'))
    security = await store.staff('sid', 'security')
    browser = await startBrowser(chromium.met ? chromium.path : '')
    sid = await Visitor.arrives(browser, store.baseUrl)
  })
  afterAll(async () => {
    await browser?.close()
    await store?.close()
    await rm(folder, { recursive: true, force: true })
  })
  const system = () => store.open.makeContext({ kind: 'system', reason: 'test' })
  /** Opens the page; a session that has ended in the meantime is begun anew. */
  const opens = async (path: string) => {
    const { page } = sid
    await sid.opens(path)
    if ((await page.getByLabel('User name').count()) > 0) {
      await page.getByLabel('User name').fill(security.name)
      await page.getByRole('textbox', { name: 'Password' }).fill(security.password)
      await page.getByRole('button', { name: 'Sign in' }).click()
    }
    await page.getByRole('heading', { level: 1, name: 'Advisories' }).waitFor()
  }

  test('a store without any says how to get some', async () => {
    await opens('/desk/advisories')
    await sid.page.getByText('No advisories yet').waitFor()
    expect.soft(await sid.findsWrong()).toEqual([])
  })

  test('old data, a feed that failed and an import under way are told', async () => {
    const record = { id: 'GO-2026-0001', affected: [{ package: { ecosystem: 'Go', name: 'example.com/x' } }] }
    await writeFile(join(folder, 'npm.json'), JSON.stringify(record))
    await importAdvisories(system(), { path: join(folder, 'npm.json'), feed: 'npm' })
    store.clock.advance(hours(49))
    await fetchFeed(system(), { feed: 'go' })
    await system().transaction(async (tx) => {
      const running = { feed: 'npm', source: 'npm.zip', whole: true, expected: 400 }
      const batch = await feedImports(tx).begin(running, store.clock.now())
      const counts = { added: 100, changed: 0, unchanged: 0, removed: 0, rejected: 0 }
      await feedImports(tx).touch(batch, 100, counts, store.clock.now())
    })
    await opens('/desk/advisories')
    await sid.page.getByText('Some advisory data is old').waitFor()
    await sid.page.getByText('100 of 400 records read').waitFor()
    await sid.page.getByText(/The connection was refused/).waitFor()
    expect.soft(await sid.findsWrong()).toEqual([])
    expect.soft(await sid.findsWrongOnPhone()).toEqual([])
  })
})
