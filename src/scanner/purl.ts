import { PackageURL } from 'packageurl-js'

/** The parts of a package URL; undefined when the text is none, or breaks the rules of its type. */
export function readPurl(text: string): PackageURL | undefined {
  try {
    return PackageURL.fromString(text)
  } catch {
    return undefined
  }
}
