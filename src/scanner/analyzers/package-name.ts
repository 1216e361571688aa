import semver from 'semver'
import { isPlainWord } from '../plain-text.ts'
import type { Ecosystem } from './analyzer.ts'

const plainName = /^[\w.+~-]+$/

/** Names that ecosystems write in several parts; each part must be there. */
const namesInParts: Partial<Readonly<Record<Ecosystem, RegExp>>> = {
  npm: /^(?:@[\w.~-]+\/)?[\w.~-]+$/,
  composer: /^[a-z0-9_.-]+\/[a-z0-9_.-]+$/,
  maven: /^[\w.-]+:[\w.-]+$/,
  golang: /^[\w.~-]+(?:\/[\w.~-]+)*$/,
}

/** True for a name and a version that a list from strangers may give to a package of this ecosystem. */
export function isPackage(ecosystem: Ecosystem, name: string, version: string | undefined): boolean {
  if (!isPlainWord(name) || !(namesInParts[ecosystem] ?? plainName).test(name)) return false
  if (version === undefined) return true
  if (ecosystem === 'golang' && version.startsWith('v') && semver.valid(version.slice(1)) === null) return false
  return isPlainWord(version)
}
