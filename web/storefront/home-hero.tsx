import { useStore } from '../api/context.tsx'
import type { HomeView } from '../api/views.ts'
import { plural } from '../ui/format.ts'
import { PlainLink } from '../ui/links.tsx'
import { SearchBox } from '../ui/search-box.tsx'
import shell from '../ui/shell.module.css'
import { HarbourScene } from './harbour-scene.tsx'
import classes from './home-hero.module.css'

/** What the store is, and the way in: search. */
export function HomeHero({ home }: { readonly home: HomeView }) {
  const { registryHost } = useStore()
  const { products, publishers } = home.totals
  return (
    <section className={classes.hero}>
      <HarbourScene />
      <div className={`${shell.inner} ${classes.content}`}>
        <h1 className={classes.title}>Everything a container ship needs, checked before it comes aboard.</h1>
        <p className={classes.lead}>
          Images and plugins from publishers you can name. Each one scanned layer by layer, reviewed by people, and
          served unchanged from <code>{registryHost}</code>.
        </p>
        <div className={classes.search}>
          <SearchBox size="lg" placeholder="Find a database, a proxy, a plugin…" label="Search the store from here" />
        </div>
        <p className={classes.below}>
          {products > 0 && (
            <span>
              {plural(products, 'product')} from {plural(publishers, 'publisher')}
            </span>
          )}
          {home.categories
            .filter((category) => category.count > 0)
            .slice(0, 4)
            .map((category) => (
              <PlainLink key={category.slug} to="/search" search={{ category: category.slug }} className={classes.chip}>
                {category.name}
              </PlainLink>
            ))}
        </p>
      </div>
    </section>
  )
}
