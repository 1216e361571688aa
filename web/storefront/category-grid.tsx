import {
  IconAffiliate,
  IconApps,
  IconBriefcase,
  IconChartBar,
  IconCode,
  IconDatabase,
  IconDeviceDesktop,
  IconDisc,
  IconMessages,
  IconNetwork,
  IconServer,
  IconStack2,
  IconStar,
  IconTools,
} from '@tabler/icons-react'
import type { CategoryView } from '../api/views.ts'
import { PlainLink } from '../ui/links.tsx'
import classes from './home-page.module.css'

const icons: Readonly<Record<string, typeof IconApps>> = {
  analytics: IconChartBar,
  'application-frameworks': IconStack2,
  'application-infrastructure': IconServer,
  'application-services': IconAffiliate,
  'base-images': IconDisc,
  'business-software': IconBriefcase,
  databases: IconDatabase,
  'devops-tools': IconTools,
  'featured-images': IconStar,
  'messaging-services': IconMessages,
  networking: IconNetwork,
  'operating-systems': IconDeviceDesktop,
  'programming-languages': IconCode,
  storage: IconStack2,
}

/** Ways into the store by subject; subjects without products are left out. */
export function CategoryGrid({ categories }: { readonly categories: readonly CategoryView[] }) {
  const filled = categories.filter((category) => category.count > 0)
  if (filled.length === 0) return null
  return (
    <section className={classes.section} aria-labelledby="categories">
      <div className={classes.shelfHead}>
        <h2 id="categories">Browse by subject</h2>
      </div>
      <ul className={classes.categories}>
        {filled.map(({ slug, name, count }) => {
          const Icon = icons[slug] ?? IconApps
          return (
            <li key={slug}>
              <PlainLink to="/search" search={{ category: slug }} className={classes.category}>
                <Icon size={20} stroke={1.6} aria-hidden />
                <span>{name}</span>
                <span className={classes.count}>{count}</span>
              </PlainLink>
            </li>
          )
        })}
      </ul>
    </section>
  )
}
