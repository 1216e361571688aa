import '@fontsource-variable/instrument-sans/index.css'
import '@mantine/core/styles.layer.css'
import '@mantine/notifications/styles.layer.css'
import './ui/global.css'
import { ColorSchemeScript, MantineProvider, mantineHtmlProps } from '@mantine/core'
import { QueryClientProvider } from '@tanstack/react-query'
import { createRootRouteWithContext, HeadContent, Outlet, Scripts, useRouter } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { whoAmI } from './api/accounts.ts'
import type { PageContext } from './api/context.tsx'
import { Footer } from './ui/footer.tsx'
import { Header } from './ui/header.tsx'
import shell from './ui/shell.module.css'
import { theme } from './ui/theme.ts'
import { Announcements } from './ui/toast.tsx'

const description =
  'A store for container software that you run yourself: scanned, reviewed, licensed, and one docker pull away.'

export const rootRoute = createRootRouteWithContext<PageContext>()({
  loader: async ({ context }) => {
    await context.queryClient.ensureQueryData(whoAmI(context.api))
  },
  // The header follows the session through its query; navigation need not ask again.
  staleTime: Number.POSITIVE_INFINITY,
  head: () => ({
    meta: [
      { title: 'Chandlery' },
      { name: 'description', content: description },
      { name: 'theme-color', content: '#08202d' },
    ],
    links: [{ rel: 'icon', type: 'image/svg+xml', href: '/favicon.svg' }],
  }),
  shellComponent: Document,
  component: Layout,
})

function Document({ children }: { readonly children: ReactNode }) {
  const router = useRouter()
  const nonce = router.options.ssr?.nonce ?? ''
  return (
    <html lang="en" {...mantineHtmlProps}>
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <ColorSchemeScript nonce={nonce} defaultColorScheme="auto" suppressHydrationWarning />
        <HeadContent />
      </head>
      <body>
        <QueryClientProvider client={router.options.context.queryClient}>
          <MantineProvider theme={theme} defaultColorScheme="auto" getStyleNonce={() => nonce}>
            {children}
          </MantineProvider>
        </QueryClientProvider>
        <Scripts />
      </body>
    </html>
  )
}

function Layout() {
  return (
    <div className={shell.frame}>
      <a href="#main" className={shell.skip}>
        Skip to the content
      </a>
      <Header />
      <main id="main" tabIndex={-1} className={shell.main}>
        <Outlet />
      </main>
      <Footer />
      <Announcements />
    </div>
  )
}
