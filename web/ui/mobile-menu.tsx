import { Divider, Stack } from '@mantine/core'
import { IconLayoutGrid, IconLogin2, IconUpload, IconUserPlus } from '@tabler/icons-react'
import { accountLinks, consolesOf } from './account-links.ts'
import { PlainLink } from './links.tsx'
import { SearchBox } from './search-box.tsx'
import { useSession } from './session.ts'
import shell from './shell.module.css'

const storeLinks = [
  { to: '/search', label: 'Browse', icon: IconLayoutGrid },
  { to: '/publish', label: 'Publish', icon: IconUpload },
] as const

const visitorLinks = [
  { to: '/sign-in', label: 'Sign in', icon: IconLogin2 },
  { to: '/sign-up', label: 'Create an account', icon: IconUserPlus },
] as const

/** What the burger opens. */
export function MobileMenu({ close }: { readonly close: () => void }) {
  const me = useSession()
  const groups = [storeLinks, me.account ? [...accountLinks, ...consolesOf(me)] : visitorLinks]
  return (
    <Stack gap="sm" component="nav" aria-label="Menu">
      <SearchBox size="md" />
      {groups.map((links) => (
        <div key={links[0]?.to}>
          <Divider mb="xs" />
          {links.map(({ to, label, icon: Icon }) => (
            <PlainLink key={to} to={to} className={shell.drawerLink} onClick={close}>
              <Icon size={20} stroke={1.6} />
              {label}
            </PlainLink>
          ))}
        </div>
      ))}
    </Stack>
  )
}
