import { Text } from '@mantine/core'
import { useStore } from '../api/context.tsx'
import { Wordmark } from './brand.tsx'
import { PlainLink } from './links.tsx'
import shell from './shell.module.css'

/** What the store is, and the ways out of any page. */
export function Footer() {
  const { storeName, registryHost, demo } = useStore()
  return (
    <footer className={shell.footer}>
      <div className={`${shell.inner} ${shell.footerGrid}`}>
        <div>
          <Wordmark name={storeName} size={28} />
          <Text c="dimmed" mt="sm" maw="24rem" size="sm">
            Supplies for container ships. Every image here was scanned and reviewed before it went on the shelf, and
            what you pull is the exact copy that was approved.
          </Text>
        </div>
        <nav aria-labelledby="footer-store">
          <h2 className={shell.footerTitle} id="footer-store">
            Store
          </h2>
          <ul className={shell.footerList}>
            <li>
              <PlainLink to="/search">Browse everything</PlainLink>
            </li>
            <li>
              <PlainLink to="/search" search={{ type: 'plugin' }}>
                Plugins
              </PlainLink>
            </li>
            <li>
              <PlainLink to="/search" search={{ price: 'free' }}>
                Free software
              </PlainLink>
            </li>
            <li>
              <PlainLink to="/help">Help</PlainLink>
            </li>
          </ul>
        </nav>
        <nav aria-labelledby="footer-publishers">
          <h2 className={shell.footerTitle} id="footer-publishers">
            Publishers
          </h2>
          <ul className={shell.footerList}>
            <li>
              <PlainLink to="/publish">Sell your software</PlainLink>
            </li>
            <li>
              <PlainLink to="/publisher">Publisher portal</PlainLink>
            </li>
          </ul>
        </nav>
        <nav aria-labelledby="footer-developers">
          <h2 className={shell.footerTitle} id="footer-developers">
            Developers
          </h2>
          <ul className={shell.footerList}>
            <li>
              <a href="/api/docs">API documentation</a>
            </li>
            <li>
              <PlainLink to="/account/tokens">Access tokens</PlainLink>
            </li>
            {demo && (
              <li>
                <a href="/dev/mail">Mail outbox of this demo</a>
              </li>
            )}
          </ul>
        </nav>
      </div>
      <div className={`${shell.inner} ${shell.footerBottom}`}>
        <span>{storeName} is free software under the Apache License 2.0.</span>
        <span>Registry: {registryHost}</span>
      </div>
    </footer>
  )
}
