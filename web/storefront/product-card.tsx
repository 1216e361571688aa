import type { CardView } from '../api/views.ts'
import { PlainLink } from '../ui/links.tsx'
import { ListingBadges } from './listing-badges.tsx'
import classes from './product-card.module.css'
import { ProductIcon } from './product-icon.tsx'

/** "10M+ pulls", "1 pull"; what to say instead while nobody has pulled it. */
export function pullsText(pulls: string, none: string): string {
  return pulls === '0' ? none : `${pulls} ${pulls === '1' ? 'pull' : 'pulls'}`
}

const kinds = { image: 'Image', plugin: 'Plugin', service: 'Service', composition: 'Composition', edition: 'Edition' }

/** A listing in a grid (STO-128). The whole card is one link. `level` continues the headings of the page. */
export function ProductCard({ card, level }: { readonly card: CardView; readonly level: 2 | 3 }) {
  const Heading = `h${level}` as const
  return (
    <article className={classes.card}>
      <div className={classes.top}>
        <ProductIcon name={card.name} url={card.iconUrl} />
        <div className={classes.heading}>
          <Heading className={classes.name}>
            <PlainLink to={card.path} className={classes.link}>
              {card.name}
            </PlainLink>
          </Heading>
          <p className={classes.publisher}>by {card.publisher.name}</p>
        </div>
      </div>
      <p className={classes.description}>{card.shortDescription}</p>
      <div className={classes.badges}>
        <ListingBadges badges={card.badges} state={card.state} />
        <span className={classes.kind}>{kinds[card.type]}</span>
      </div>
      <dl className={classes.facts}>
        <div>
          <dt>Price</dt>
          <dd className={classes.price}>{card.priceLabel}</dd>
        </div>
        <div>
          <dt>Pulls</dt>
          <dd>{pullsText(card.pulls, 'New')}</dd>
        </div>
      </dl>
    </article>
  )
}

/** Cards in as many columns as fit. */
export function ProductGrid({ cards, level = 3 }: { readonly cards: readonly CardView[]; readonly level?: 2 | 3 }) {
  return (
    <div className={classes.grid}>
      {cards.map((card) => (
        <ProductCard key={card.path} card={card} level={level} />
      ))}
    </div>
  )
}
