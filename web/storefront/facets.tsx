import { Checkbox } from '@mantine/core'
import type { FacetName, FacetValue, SearchView } from '../api/views.ts'
import classes from './search-page.module.css'
import type { SearchParams } from './search-params.ts'

type Narrowing = 'type' | 'price' | 'category' | 'architecture' | 'operating_system' | 'publisher'

const groups: readonly { readonly facet: FacetName; readonly param: Narrowing; readonly title: string }[] = [
  { facet: 'type', param: 'type', title: 'Type' },
  { facet: 'price', param: 'price', title: 'Price' },
  { facet: 'category', param: 'category', title: 'Subject' },
  { facet: 'architecture', param: 'architecture', title: 'Architecture' },
  { facet: 'operatingSystem', param: 'operating_system', title: 'Operating system' },
  { facet: 'publisher', param: 'publisher', title: 'Publisher' },
]

interface FacetsProps {
  readonly facets: SearchView['facets']
  readonly params: SearchParams
  readonly change: (next: Partial<Record<Narrowing, string | undefined>>) => void
}

/** Ways to narrow the results, each with the number of products behind it. One value per group. */
export function Facets({ facets, params, change }: FacetsProps) {
  return groups.map(({ facet, param, title }) => {
    const values = shown(facets[facet] ?? [], params[param])
    if (values.length === 0) return null
    return (
      <fieldset key={param} className={classes.group}>
        <legend>{title}</legend>
        {values.map(({ value, label, count }) => (
          <div key={value} className={classes.option}>
            <Checkbox
              size="sm"
              label={label}
              checked={params[param] === value}
              onChange={(event) => change({ [param]: event.currentTarget.checked ? value : undefined })}
            />
            <span className={classes.count}>{count}</span>
          </div>
        ))}
      </fieldset>
    )
  })
}

/** Values without products only stay when they are chosen, so that the choice can be taken back. */
function shown(values: readonly FacetValue[], chosen: string | undefined): readonly FacetValue[] {
  const listed = values.filter(({ value, count }) => count > 0 || value === chosen).slice(0, 12)
  if (chosen === undefined || listed.some(({ value }) => value === chosen)) return listed
  return [...listed, values.find(({ value }) => value === chosen) ?? { value: chosen, label: chosen, count: 0 }]
}
