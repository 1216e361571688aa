import type { ContentType } from '../api/views.ts'
import classes from './product-card.module.css'

/** The product's own icon; until there is one, its initial on a ground of its own. */
export function ProductIcon({
  name,
  url,
  size = 56,
}: {
  readonly name: string
  readonly url: string | null
  readonly size?: number
  readonly type?: ContentType
}) {
  if (url) return <img src={url} alt="" width={size} height={size} className={classes.icon} loading="lazy" />
  return (
    <span className={classes.initial} style={{ width: size, height: size, fontSize: size * 0.42 }} aria-hidden="true">
      {name.slice(0, 1).toUpperCase()}
    </span>
  )
}
