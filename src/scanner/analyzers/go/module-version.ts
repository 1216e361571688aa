import semver from 'semver'
import { isPlainWord } from '../../plain-text.ts'

/** True for what Go takes as the version of a module: `v` and a semantic version in full. */
export function isModuleVersion(text: string): boolean {
  return text.startsWith('v') && isPlainWord(text) && semver.parse(text) !== null
}

// A pseudo-version ends with the time and the hash of a commit, behind which only a mark for changes follows.
const COMMIT = /[.-]\d{14}-[0-9a-f]{12}(?:\+|$)/

/** True for versions that name a release; false for those that only name a commit. */
export function isReleaseVersion(text: string | undefined): boolean {
  return text !== undefined && isModuleVersion(text) && !COMMIT.test(text)
}
