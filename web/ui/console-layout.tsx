import type { ComponentType, ReactNode } from 'react'
import classes from './console-layout.module.css'
import { SideLink } from './links.tsx'
import shell from './shell.module.css'

export interface ConsoleLink {
  readonly to: string
  readonly label: string
  readonly icon: ComponentType<{ size?: number; stroke?: number }>
  readonly params?: Readonly<Record<string, string>>
}

interface ConsoleLayoutProps {
  readonly label: string
  readonly links: readonly ConsoleLink[]
  readonly children: ReactNode
}

/** Pages with a side navigation; on small screens the navigation is a strip above the page. */
export function ConsoleLayout({ label, links, children }: ConsoleLayoutProps) {
  return (
    <div className={`${shell.inner} ${classes.console}`}>
      <nav aria-label={label} className={classes.side}>
        {links.map(({ to, label: text, icon: Icon, params }) => (
          <SideLink
            key={`${to}${JSON.stringify(params ?? {})}`}
            to={to}
            params={(params ?? {}) as never}
            activeOptions={{ exact: true }}
            className={classes.link}
            leftSection={<Icon size={18} stroke={1.6} />}
            label={text}
          />
        ))}
      </nav>
      <div className={classes.content}>{children}</div>
    </div>
  )
}
