import { compareIdentifiers } from './prerelease.ts'
import { compareDigits, orderOf, type VersionOrder } from './version-order.ts'

interface GoVersion {
  readonly numbers: readonly [string, string, string]
  readonly prerelease: readonly string[] | undefined
}

/**
 * Go versions: modules as `v1.2.3`, pseudo-versions and `+incompatible` among them, and toolchains as `go1.21rc2`.
 * The `v` may be missing, as in the Go vulnerability database.
 */
export const goOrder: VersionOrder = orderOf('go', parseGoVersion, compareGoVersions)

/** True for a version that only names a commit: `v0.0.0-20240527191746-e0fe7cc39172`, `v1.2.4-0.20240527191746-…`. */
export function isPseudoVersion(version: string): boolean {
  return /^v?[0-9]+\.(?:0\.0-|[0-9]+\.[0-9]+-(?:[0-9A-Za-z.-]+\.)?0\.)[0-9]{14}-[0-9A-Za-z]{12}(?:\+[0-9A-Za-z.-]*)?$/.test(
    version,
  )
}

const NUMBER = '(0|[1-9][0-9]*)'
const MODULE = new RegExp(
  `^v?${NUMBER}(?:\\.${NUMBER})?(?:\\.${NUMBER})?(?:-([0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*))?(?:\\+[0-9A-Za-z.-]+)?$`,
)
// What a vendor adds to the name of its toolchain does not change the version.
const TOOLCHAIN = new RegExp(`^go${NUMBER}\\.${NUMBER}(?:\\.${NUMBER})?(?:(alpha|beta|rc)([0-9]+))?(?:[-+ ].*)?$`)
const SHORT_PRERELEASE = new RegExp(`^${NUMBER}\\.${NUMBER}(?:\\.${NUMBER})?(alpha|beta|rc)([0-9]+)$`)

function parseGoVersion(text: string): GoVersion | undefined {
  const toolchain = TOOLCHAIN.exec(text) ?? SHORT_PRERELEASE.exec(text)
  if (toolchain) {
    const [, , , , word, number] = toolchain
    return { numbers: numbersOf(toolchain), prerelease: word && number ? [word, number] : undefined }
  }
  const module = MODULE.exec(text)
  if (!module) return undefined
  const prerelease = module[4]?.split('.')
  if (prerelease?.some((identifier) => /^0[0-9]+$/.test(identifier))) return undefined
  return { numbers: numbersOf(module), prerelease }
}

function numbersOf(match: RegExpExecArray): GoVersion['numbers'] {
  return [match[1] ?? '0', match[2] ?? '0', match[3] ?? '0']
}

function compareGoVersions(a: GoVersion, b: GoVersion): number {
  return (
    compareDigits(a.numbers[0], b.numbers[0]) ||
    compareDigits(a.numbers[1], b.numbers[1]) ||
    compareDigits(a.numbers[2], b.numbers[2]) ||
    compareIdentifiers(a.prerelease, b.prerelease)
  )
}
