import { compareIdentifiers } from './prerelease.ts'
import { compareDigits, orderOf, type VersionOrder } from './version-order.ts'

interface NugetVersion {
  /** Four numbers; those not written are zero. */
  readonly numbers: readonly string[]
  readonly prerelease: readonly string[] | undefined
}

/** NuGet versions: up to four numbers, pre-release labels whatever their case; build metadata is ignored. */
export const nugetOrder: VersionOrder = orderOf('nuget', parseNugetVersion, compareNugetVersions)

const SHAPE =
  /^([0-9]{1,10})(?:\.([0-9]{1,10}))?(?:\.([0-9]{1,10}))?(?:\.([0-9]{1,10}))?(?:-([0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?(?:\+[0-9A-Za-z.-]+)?$/

function parseNugetVersion(text: string): NugetVersion | undefined {
  const match = SHAPE.exec(text.trim())
  if (!match) return undefined
  const numbers = match.slice(1, 5).map((number) => number ?? '0')
  return { numbers, prerelease: match[5]?.toLowerCase().split('.') }
}

function compareNugetVersions(a: NugetVersion, b: NugetVersion): number {
  for (const [at, number] of a.numbers.entries()) {
    const difference = compareDigits(number, b.numbers[at] ?? '')
    if (difference !== 0) return difference
  }
  return compareIdentifiers(a.prerelease, b.prerelease)
}
