import type { AnyRouter } from '@tanstack/react-router'
import { createRequestHandler, RouterServer, renderRouterToString } from '@tanstack/react-router/ssr/server'
import { apiClient, type Transport } from './api/client.ts'
import type { StoreFacts } from './api/context.tsx'
import { createStoreRouter } from './router.tsx'

/** Addresses of the built files behind one source file, itself first among the scripts. */
export interface BuiltFiles {
  readonly scripts: readonly string[]
  readonly styles: readonly string[]
}

/** What the server knows about a request for a page. `src/app/web.ts` calls `render` with it. */
export interface PageRequest {
  readonly url: string
  readonly nonce: string
  readonly store: StoreFacts
  /** Reaches the API inside the process, with the cookies of this request. */
  readonly transport: Transport
  /** The built files of the entry (no argument) or of a lazily loaded page. */
  readonly filesOf: (source?: string) => BuiltFiles
}

/** Renders the page of a request: status, headers (a redirect's location, say) and the whole HTML document. */
export async function render(page: PageRequest): Promise<Response> {
  const router = createStoreRouter({ api: apiClient(page.transport), store: page.store, nonce: page.nonce })
  const handle = createRequestHandler({
    request: new Request(page.url),
    // The library's own type of "any router" does not fit exactOptionalPropertyTypes.
    createRouter: () => router as unknown as AnyRouter,
    getRouterManifest: () => ({ routes: { ...pageFiles(router, page), __root__: entryFiles(page) } }),
  })
  return handle(({ router: loaded, responseHeaders }) =>
    renderRouterToString({ router: loaded, responseHeaders, children: <RouterServer router={loaded} /> }),
  )
}

function entryFiles({ filesOf, nonce }: PageRequest) {
  const { scripts, styles } = filesOf()
  const [entry = '', ...imported] = scripts
  return {
    css: [...styles],
    preloads: imported,
    scripts: [{ attrs: { type: 'module', async: true, src: entry, nonce } }],
  }
}

function pageFiles(router: ReturnType<typeof createStoreRouter>, { filesOf }: PageRequest) {
  const entry = new Set([...filesOf().scripts, ...filesOf().styles])
  const found = Object.entries(router.routesById).flatMap(([id, { options }]) => {
    const source = options.staticData?.page
    if (source === undefined) return []
    const { scripts, styles } = filesOf(source)
    const fresh = (files: readonly string[]) => files.filter((file) => !entry.has(file))
    return [[id, { preloads: fresh(scripts), css: fresh(styles) }] as const]
  })
  return Object.fromEntries(found)
}
