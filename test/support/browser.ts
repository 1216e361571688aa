import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const size = { desktop: { width: 1280, height: 900 }, phone: { width: 390, height: 844 } }

/** A folder that gets a picture of every page that was checked, for people who work on the pages. */
const picturesDir = process.env.TEST_PICTURES_DIR
let pictures = 0

/** Starts Chromium without a window. Background work of the browser is off: it would look for a network. */
export function startBrowser(executablePath: string): Promise<Browser> {
  const args = [
    ...['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
    ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
  ]
  return chromium.launch({ executablePath, args })
}

/** Somebody in front of a browser. Notices what a person would not: broken policy, errors, barriers. */
export class Visitor {
  readonly page: Page
  readonly #context: BrowserContext
  readonly #baseUrl: string
  readonly #troubles: string[] = []

  private constructor(context: BrowserContext, page: Page, baseUrl: string) {
    this.#context = context
    this.page = page
    this.#baseUrl = baseUrl
    page.setDefaultTimeout(15_000)
    page.on('pageerror', (error) => this.#troubles.push(`error: ${error.message}`))
    page.on('console', (message) => {
      // A refused request is logged by the browser itself; the pages are meant to handle it.
      const told = message.text()
      if (message.type() === 'error' && !told.startsWith('Failed to load resource')) this.#troubles.push(told)
    })
  }

  static async arrives(
    browser: Browser,
    baseUrl: string,
    options: { device?: 'desktop' | 'phone'; colorScheme?: 'light' | 'dark' } = {},
  ): Promise<Visitor> {
    const { device = 'desktop', colorScheme = 'light' } = options
    const context = await browser.newContext({ viewport: size[device], colorScheme, reducedMotion: 'reduce' })
    return new Visitor(context, await context.newPage(), baseUrl)
  }

  async opens(path: string): Promise<number | undefined> {
    const answer = await this.page.goto(`${this.#baseUrl}${path}`, { waitUntil: 'networkidle' })
    return answer?.status()
  }

  /** Everything wrong with the page on screen: axe violations, policy reports, script errors, sideways scrolling. */
  async findsWrong(): Promise<string[]> {
    await this.page.waitForLoadState('networkidle')
    await this.page.getByRole('progressbar').waitFor({ state: 'hidden' })
    await this.#comesToRest()
    await this.#takesPicture()
    await this.page.evaluate(axe)
    const violations = await this.page.evaluate(async () => {
      const { run } = (globalThis as unknown as { axe: { run: () => Promise<AxeResult> } }).axe
      const found = await run()
      return found.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`)
    })
    const tooWide = await this.page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth)
    return [...this.#troubles.splice(0), ...violations, ...(tooWide ? ['the page scrolls sideways'] : [])]
  }

  /** The same page once more as somebody with a phone sees it in the dark; afterwards it is as it was. */
  async findsWrongOnPhone(): Promise<string[]> {
    await this.page.setViewportSize(size.phone)
    await this.page.emulateMedia({ colorScheme: 'dark' })
    const wrong = await this.findsWrong()
    await this.page.setViewportSize(size.desktop)
    await this.page.emulateMedia({ colorScheme: 'light' })
    return wrong
  }

  async leaves(): Promise<void> {
    await this.#context.close()
  }

  /** Two frames: what changes colours or opens is drawn only then, and its animation begins with it. */
  async #comesToRest(): Promise<void> {
    await this.page.evaluate(async () => {
      const frame = () => new Promise((drawn) => requestAnimationFrame(drawn))
      await frame()
      await frame()
      await Promise.allSettled(document.getAnimations().map(({ finished }) => finished))
    })
  }

  async #takesPicture(): Promise<void> {
    if (picturesDir === undefined) return
    pictures += 1
    const { pathname } = new URL(this.page.url())
    const name = `${String(pictures).padStart(3, '0')}${pathname.replaceAll('/', '-').slice(0, 60)}.png`
    await this.page.screenshot({ path: join(picturesDir, name), fullPage: true })
  }
}

interface AxeResult {
  readonly violations: readonly { readonly id: string; readonly nodes: readonly { readonly target: string[] }[] }[]
}
