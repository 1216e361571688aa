import {
  IconAnchor,
  IconBell,
  IconBuildingStore,
  IconKey,
  IconMail,
  IconPackages,
  IconReceipt,
  IconShieldCheck,
  IconUser,
  IconUsersGroup,
} from '@tabler/icons-react'
import type { MeView } from '../api/views.ts'

/** Places of a signed-in person, in the order in which menus list them. */
export const accountLinks = [
  { to: '/account/content', label: 'My content', icon: IconPackages },
  { to: '/account/inbox', label: 'Inbox', icon: IconBell },
  { to: '/account/notices', label: 'Notices', icon: IconMail },
  { to: '/account/receipts', label: 'Receipts', icon: IconReceipt },
  { to: '/account', label: 'Profile', icon: IconUser },
  { to: '/account/sessions', label: 'Sessions', icon: IconShieldCheck },
  { to: '/account/tokens', label: 'Access tokens', icon: IconKey },
  { to: '/account/organizations', label: 'Organizations', icon: IconUsersGroup },
] as const

export const publisherLink = { to: '/publisher', label: 'Publisher portal', icon: IconBuildingStore } as const
export const deskLink = { to: '/desk', label: 'Review desk', icon: IconAnchor } as const

/** The consoles that this person may enter. */
export function consolesOf(me: MeView) {
  return me.roles.length > 0 ? [publisherLink, deskLink] : [publisherLink]
}
