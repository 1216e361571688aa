/** What the file name of an archive says, if it follows the habit `artifact-version.jar`. */
export interface NamedArchive {
  readonly artifact: string
  readonly version: string
}

const archiveName = /\.(?:jar|war|ear|par|sar|nar|jpi|hpi|kar|lpkg|jmod)$/i

/** True for names of the archives that Java programs are shipped in. */
export function isJavaArchive(path: string): boolean {
  return archiveName.test(path)
}

const classifiers =
  /-(?:sources|javadoc|tests?|all|exec|native|shaded|uber|jar-with-dependencies|(?:linux|osx|windows)-(?:x86_64|x86_32|aarch_64|arm_32))$/

/** The file name without folders, ending and classifier. */
export function baseNameOf(path: string): string {
  const name = path.slice(path.lastIndexOf('/') + 1).replace(archiveName, '')
  return name.replace(classifiers, '')
}

/**
 * Splits `log4j-1.2-api-2.14.1` at its version: the last part between dashes that starts with a digit and has a dot, with
 * the parts before it as long as they start with a digit, as in dated snapshots, and all behind it.
 */
export function parseFileName(path: string): NamedArchive | undefined {
  const parts = baseNameOf(path).split('-')
  const isNumber = (part: string | undefined) => part !== undefined && /^\d/.test(part)
  let at = parts.findLastIndex((part) => isNumber(part) && part.includes('.'))
  if (at < 0) at = parts.findLastIndex(isNumber)
  while (at > 1 && isNumber(parts[at - 1])) at--
  if (at < 1) return undefined
  const artifact = parts.slice(0, at).join('-')
  const version = parts.slice(at).join('-')
  return /^[\w.-]{1,200}$/.test(artifact) && /^[\w.+~-]{1,200}$/.test(version) ? { artifact, version } : undefined
}
