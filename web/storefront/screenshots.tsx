import { Modal } from '@mantine/core'
import { useState } from 'react'
import type { ListingView } from '../api/views.ts'
import classes from './listing-page.module.css'

/** Screenshots as thumbnails; one opens large. */
export function Screenshots({
  name,
  screenshots,
}: {
  readonly name: string
  readonly screenshots: ListingView['screenshots']
}) {
  const [open, setOpen] = useState<number | null>(null)
  const shown = open === null ? undefined : screenshots[open]
  if (screenshots.length === 0) return null
  return (
    <section aria-labelledby="screenshots" style={{ marginTop: '2.25rem' }}>
      <h2 id="screenshots" style={{ margin: 0, fontSize: '1.25rem' }}>
        Screenshots
      </h2>
      <div className={classes.shots}>
        {screenshots.map(({ url, width, height }, index) => (
          <button
            key={url}
            type="button"
            className={classes.shot}
            onClick={() => setOpen(index)}
            aria-label={`Enlarge screenshot ${index + 1} of ${screenshots.length}`}
          >
            <img src={url} width={width} height={height} alt="" loading="lazy" />
          </button>
        ))}
      </div>
      <Modal opened={shown !== undefined} onClose={() => setOpen(null)} size="min(80rem, 96vw)" title={name}>
        {shown && <img src={shown.url} alt={`Screenshot of ${name}`} style={{ width: '100%', height: 'auto' }} />}
      </Modal>
    </section>
  )
}
