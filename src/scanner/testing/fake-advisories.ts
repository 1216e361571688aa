import type { Advisory } from '../advisories/advisory.ts'
import { parseOsv } from '../advisories/osv.ts'
import type { MatchedComponent } from '../matching/match.ts'

/** One range as an entry of `affected` has it: `events` in pairs such as `{ introduced: '0' }, { fixed: '1.2' }`. */
export const rangeOf = (...events: readonly object[]) => ({ ranges: [{ type: 'ECOSYSTEM', events }] })

/** An advisory about one package, read as if it came from a feed. `id` and the like may be given in `more`. */
export function advisoryAbout(ecosystem: string, name: string, body: object, more: object = {}): Advisory {
  return readAdvisory({ id: 'X-1', affected: [{ package: { ecosystem, name }, ...body }], ...more })
}

/** An advisory as it is published. */
export function readAdvisory(record: object): Advisory {
  const parsed = parseOsv(record)
  if (!parsed.ok) throw new Error(parsed.reason)
  return parsed.advisory
}

/** A component as merging makes it, of any ecosystem. */
export const componentOf = (
  ecosystem: MatchedComponent['ecosystem'],
  name: string,
  version?: string,
  more: Partial<MatchedComponent> = {},
): MatchedComponent => ({
  id: `${ecosystem} ${name}`,
  purl: `pkg:${ecosystem}/${name}`,
  ecosystem,
  name,
  ...(version === undefined ? {} : { version }),
  ...more,
})

export const almalinux = (version: string) => ({ distribution: { id: 'almalinux', version } })
export const debianRelease = (version: string) => ({ distribution: { id: 'debian', version } })
export const alpine = (version: string) => ({ distribution: { id: 'alpine', version } })
