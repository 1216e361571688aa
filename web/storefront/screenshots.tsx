import { lazy, Suspense, useState } from 'react'
import type { ListingView } from '../api/views.ts'
import { useEver } from '../ui/use-ever.ts'
import classes from './listing-page.module.css'

const ScreenshotDialog = lazy(() =>
  import('./screenshot-dialog.tsx').then((loaded) => ({ default: loaded.ScreenshotDialog })),
)

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
  const used = useEver(shown !== undefined)
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
      {used && (
        <Suspense>
          <ScreenshotDialog name={name} url={shown?.url} close={() => setOpen(null)} />
        </Suspense>
      )}
    </section>
  )
}
