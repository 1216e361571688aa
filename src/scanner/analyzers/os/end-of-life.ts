import type { Distribution } from '../analyzer.ts'

/**
 * The last day on which a release of a distribution gets security updates that everybody can have, as its makers announced it
 * (long-term support of Debian included, paid extensions left out). By `ID` and the part of `VERSION_ID` that names the release.
 */
const lastDays: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  debian: {
    '7': '2018-05-31',
    '8': '2020-06-30',
    '9': '2022-06-30',
    '10': '2024-06-30',
    '11': '2026-08-31',
    '12': '2028-06-30',
    '13': '2030-06-30',
  },
  ubuntu: {
    '14.04': '2019-04-25',
    '16.04': '2021-04-30',
    '18.04': '2023-05-31',
    '20.04': '2025-05-31',
    '22.04': '2027-04-30',
    '23.04': '2024-01-25',
    '23.10': '2024-07-11',
    '24.04': '2029-04-30',
    '24.10': '2025-07-10',
  },
  alpine: {
    '3.12': '2022-05-01',
    '3.13': '2022-11-01',
    '3.14': '2023-05-01',
    '3.15': '2023-11-01',
    '3.16': '2024-05-23',
    '3.17': '2024-11-22',
    '3.18': '2025-05-09',
    '3.19': '2025-11-01',
    '3.20': '2026-04-01',
    '3.21': '2026-11-01',
    '3.22': '2027-05-01',
  },
  almalinux: { '8': '2029-05-31', '9': '2032-05-31', '10': '2035-05-31' },
  rocky: { '8': '2029-05-31', '9': '2032-05-31', '10': '2035-05-31' },
  centos: { '6': '2020-11-30', '7': '2024-06-30', '8': '2021-12-31' },
}

const releaseOf: Readonly<Record<string, (version: string) => string>> = {
  ubuntu: (version) => version,
  alpine: (version) => version.split('.').slice(0, 2).join('.'),
}

/**
 * The day (`YYYY-MM-DD`) after which the release gets no security updates any more: from then on the absence of advisories says
 * nothing. Undefined when we do not know it.
 */
export function endOfLifeOf({ id, version }: Pick<Distribution, 'id' | 'version'>): string | undefined {
  if (version === undefined || !Object.hasOwn(lastDays, id)) return undefined
  const release = Object.hasOwn(releaseOf, id) ? releaseOf[id]?.(version) : version.split('.')[0]
  const days = lastDays[id]
  return release !== undefined && days && Object.hasOwn(days, release) ? days[release] : undefined
}
