import type { AnyRouter } from '@tanstack/react-router'
import { createRequestHandler, RouterServer, renderRouterToString } from '@tanstack/react-router/ssr/server'
import { apiClient, type Transport } from './api/client.ts'
import type { StoreFacts } from './api/context.tsx'
import { createStoreRouter } from './router.tsx'

/** What the server knows about a request for a page. `src/app/web.ts` calls `render` with it. */
export interface PageRequest {
  readonly url: string
  readonly nonce: string
  readonly store: StoreFacts
  /** Reaches the API inside the process, with the cookies of this request. */
  readonly transport: Transport
  readonly assets: { readonly script: string; readonly preloads: readonly string[]; readonly styles: readonly string[] }
}

/** Renders the page of a request: status, headers (a redirect's location, say) and the whole HTML document. */
export async function render(page: PageRequest): Promise<Response> {
  const handle = createRequestHandler({
    request: new Request(page.url),
    // The library's own type of "any router" does not fit exactOptionalPropertyTypes.
    createRouter: () =>
      createStoreRouter({
        ...{ api: apiClient(page.transport), store: page.store, nonce: page.nonce },
      }) as unknown as AnyRouter,
    getRouterManifest: () => ({
      routes: {
        __root__: {
          css: [...page.assets.styles],
          preloads: [...page.assets.preloads],
          scripts: [{ attrs: { type: 'module', async: true, src: page.assets.script, nonce: page.nonce } }],
        },
      },
    }),
  })
  return handle(({ router, responseHeaders }) =>
    renderRouterToString({ router, responseHeaders, children: <RouterServer router={router} /> }),
  )
}
