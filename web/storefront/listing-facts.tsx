import { Anchor } from '@mantine/core'
import { IconBook2, IconLifebuoy, IconScale, IconWorld } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import type { ListingView } from '../api/views.ts'
import { formatPlatforms } from '../ui/format.ts'
import { PlainLink } from '../ui/links.tsx'
import { MarkdownView } from '../ui/markdown-view.tsx'
import classes from './listing-page.module.css'

const licenseTypes = { free: 'Free of charge', open_source: 'Open source', commercial: 'Commercial' }
const engines = {
  certified: 'Certified infrastructure',
  community: 'Any compatible engine',
  other: 'A special environment',
}

/** Links, support, and the facts that help to decide (STO-040, STO-131). */
export function ListingFacts({ product }: { readonly product: ListingView }) {
  const { links, support, plans } = product
  const platforms = [...new Set(plans.flatMap((plan) => formatPlatforms(plan.platforms).split(', ')))].filter(Boolean)
  const agreement = plans.find((plan) => plan.termsUrl)?.termsUrl
  const outside = [
    { href: links.website, label: 'Website', icon: IconWorld },
    { href: links.documentation, label: 'Documentation', icon: IconBook2 },
    { href: agreement, label: 'Licence agreement', icon: IconScale },
    { href: links.support, label: 'Support', icon: IconLifebuoy },
  ]
  return (
    <>
      <ul className={classes.factLinks}>
        {outside.map(({ href, label, icon: Icon }) =>
          href ? (
            <li key={label}>
              <Anchor href={href} rel="noreferrer nofollow" target="_blank">
                <Icon size={17} stroke={1.6} aria-hidden />
                {label}
              </Anchor>
            </li>
          ) : null,
        )}
      </ul>
      <dl className={classes.factList}>
        <Fact name="Subjects">
          <span className={classes.tags}>
            {product.categories.map(({ slug, name }) => (
              <PlainLink key={slug} to="/search" search={{ category: slug }} className={classes.tag}>
                {name}
              </PlainLink>
            ))}
          </span>
        </Fact>
        {product.tags.length > 0 && (
          <Fact name="Tags">
            <span className={classes.tags}>
              {product.tags.map((tag) => (
                <PlainLink key={tag} to="/search" search={{ q: tag }} className={classes.tag}>
                  {tag}
                </PlainLink>
              ))}
            </span>
          </Fact>
        )}
        {platforms.length > 0 && <Fact name="Platforms">{platforms.join(', ')}</Fact>}
        <Fact name="Runs on">{engines[product.runsOn]}</Fact>
        <Fact name="Licence">{licenseTypes[product.licenseType]}</Fact>
        {support.hours && <Fact name="Support hours">{support.hours}</Fact>}
        {support.responseTimes && <Fact name="Response times">{support.responseTimes}</Fact>}
        {support.email && (
          <Fact name="Support address">
            <Anchor href={`mailto:${support.email}`}>{support.email}</Anchor>
          </Fact>
        )}
        {support.html && (
          <Fact name="About support">
            <MarkdownView html={support.html} />
          </Fact>
        )}
      </dl>
    </>
  )
}

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  )
}
