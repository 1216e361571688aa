import { IconCompass } from '@tabler/icons-react'
import { EmptyState } from './empty-state.tsx'
import { ButtonLink } from './links.tsx'
import { Page } from './page.tsx'

/** For addresses that lead nowhere, and for what you may not know of. */
export function NotFoundPage() {
  return (
    <Page narrow>
      <EmptyState
        icon={IconCompass}
        order={1}
        title="There is nothing at this address"
        action={
          <ButtonLink to="/search" mt="xs">
            Browse the store
          </ButtonLink>
        }
      >
        The link may be old, or the page is only shown to people with access to it. Signing in may help.
      </EmptyState>
    </Page>
  )
}
