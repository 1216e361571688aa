import type { ActionIconProps, AnchorProps } from '@mantine/core'
import { ActionIcon, Anchor, Button, type ButtonProps, NavLink, type NavLinkProps } from '@mantine/core'
import { createLink } from '@tanstack/react-router'
import type { AnchorHTMLAttributes, Ref } from 'react'

type AnchorAttributes<Own> = Own &
  Omit<AnchorHTMLAttributes<HTMLAnchorElement>, keyof Own> & { readonly ref?: Ref<HTMLAnchorElement> }

/** A text link to another page of the store. */
export const TextLink = createLink((props: AnchorAttributes<AnchorProps>) => <Anchor {...props} />)

/** A button that leads to another page; it is an anchor, so it opens in a new tab too. */
export const ButtonLink = createLink((props: AnchorAttributes<ButtonProps>) => <Button component="a" {...props} />)

/** An icon that leads to another page; needs an aria-label. */
export const IconLink = createLink((props: AnchorAttributes<ActionIconProps>) => (
  <ActionIcon component="a" {...props} />
))

/** An entry of a side navigation; marked as the current page when its route is active. */
export const SideLink = createLink((props: AnchorAttributes<NavLinkProps>) => <NavLink component="a" {...props} />)

/** A plain anchor (cards, logos) that goes through the router. */
export const PlainLink = createLink((props: AnchorAttributes<object>) => <a {...props} />)
