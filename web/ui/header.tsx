import { Burger, Group } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconSearch } from '@tabler/icons-react'
import { lazy, Suspense } from 'react'
import { useStore } from '../api/context.tsx'
import { AccountMenu } from './account-menu.tsx'
import { Wordmark } from './brand.tsx'
import { ColorSchemeToggle } from './color-scheme-toggle.tsx'
import { ButtonLink, IconLink, PlainLink } from './links.tsx'
import { NavigationProgress } from './navigation-progress.tsx'
import { SearchBox } from './search-box.tsx'
import { useSession } from './session.ts'
import shell from './shell.module.css'
import { useEver } from './use-ever.ts'

const MobileDrawer = lazy(() => import('./mobile-drawer.tsx').then((loaded) => ({ default: loaded.MobileDrawer })))

/** The bar on top of every page. Below 62em the links move into a drawer. */
export function Header() {
  const { account } = useSession()
  const { storeName } = useStore()
  const [menuOpen, menu] = useDisclosure(false)
  const menuUsed = useEver(menuOpen)
  return (
    <header className={shell.header}>
      <NavigationProgress />
      <div className={`${shell.inner} ${shell.bar}`}>
        <Burger size="sm" hiddenFrom="md" opened={menuOpen} onClick={menu.toggle} aria-label="Menu" />
        <PlainLink to="/" className={shell.home} aria-label={`${storeName}, home page`}>
          <Wordmark name={storeName} size={30} />
        </PlainLink>
        <Group className={shell.search} visibleFrom="md" display={undefined}>
          <div style={{ flex: 1 }}>
            <SearchBox />
          </div>
        </Group>
        <Group component="nav" aria-label="Main" gap={4} wrap="nowrap" visibleFrom="md" ml="auto">
          <PlainLink to="/search" className={shell.navLink} activeOptions={{ includeSearch: false }}>
            Browse
          </PlainLink>
          <PlainLink to="/publish" className={shell.navLink}>
            Publish
          </PlainLink>
        </Group>
        <Group gap={6} wrap="nowrap" ml={{ base: 'auto', md: 0 }}>
          <IconLink
            to="/search"
            variant="subtle"
            color="gray"
            size="lg"
            hiddenFrom="md"
            aria-label="Search"
            c="inherit"
          >
            <IconSearch size={19} stroke={1.7} />
          </IconLink>
          <ColorSchemeToggle />
          {account ? (
            <AccountMenu />
          ) : (
            <>
              <ButtonLink to="/sign-in" variant="default" size="sm">
                Sign in
              </ButtonLink>
              <ButtonLink to="/sign-up" size="sm" visibleFrom="sm">
                Sign up
              </ButtonLink>
            </>
          )}
        </Group>
      </div>
      {menuUsed && (
        <Suspense>
          <MobileDrawer opened={menuOpen} name={storeName} close={menu.close} />
        </Suspense>
      )}
    </header>
  )
}
