import type { AnyRouter } from '@tanstack/react-router'
import { RouterClient } from '@tanstack/react-router/ssr/client'
import { StrictMode, startTransition } from 'react'
import { hydrateRoot } from 'react-dom/client'
import { apiClient, browserTransport } from './api/client.ts'
import { createStoreRouter } from './router.tsx'

const nonce = document.querySelector<HTMLScriptElement>('script[nonce]')?.nonce ?? ''
// Where the scroll lock of dialogs and drawers looks for the nonce of its style element.
Object.assign(globalThis, { __webpack_nonce__: nonce })
// The library's own type of "any router" does not fit exactOptionalPropertyTypes.
const router = createStoreRouter({ api: apiClient(browserTransport), nonce }) as unknown as AnyRouter

startTransition(() => {
  hydrateRoot(
    document,
    <StrictMode>
      <RouterClient router={router} />
    </StrictMode>,
  )
})
