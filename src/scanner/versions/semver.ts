import semver from 'semver'
import { orderOf, type VersionOrder } from './version-order.ts'

/** Semantic versions as npm orders them. Short bounds such as `1.2` are filled up with zeros; build metadata is ignored. */
export const semverOrder: VersionOrder = orderOf('semver', parseSemver, (a, b) => a.compare(b))

function parseSemver(text: string): semver.SemVer | undefined {
  const filled = text
    .trim()
    .replace(/^[v=]?(\d+)(\.\d+)?(?=$|[-+])/, (_, major: string, minor = '.0') => `${major}${minor}.0`)
  return semver.parse(filled, { loose: true }) ?? undefined
}
