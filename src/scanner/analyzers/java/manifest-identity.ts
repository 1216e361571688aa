import type { NamedArchive } from './file-name.ts'
import { mavenName } from './known-groups.ts'
import type { ManifestAttributes } from './manifest.ts'

/** What a manifest says an archive is. */
export interface ManifestIdentity {
  /** `group:artifact` */
  readonly name: string
  readonly version: string
  readonly licenses: readonly string[]
}

const plainName = /^[\w.-]{1,200}$/
const plainVersion = /^\d[\w.+~-]{0,200}$/

/**
 * Reads the identity out of manifest attributes. The artifact is taken from the file name where that has a version, as
 * manifests rarely state it; the group is stated, or the part of the bundle's or module's name before the artifact.
 */
export function identityFromManifest(
  attributes: ManifestAttributes,
  named: NamedArchive | undefined,
  baseName: string,
): ManifestIdentity | undefined {
  const version = versionOf(attributes, named)
  if (version === undefined) return undefined
  const artifact = artifactOf(attributes, named, baseName)
  if (artifact === undefined) return undefined
  const name = mavenName(groupOf(attributes, artifact), artifact)
  return { name, version, licenses: licensesOf(attributes) }
}

/** The file name's spelling where the manifest agrees with it: OSGi turns `31.1-jre` into `31.1.0.jre`. */
function versionOf(attributes: ManifestAttributes, named: NamedArchive | undefined): string | undefined {
  const stated = ['Plugin-Version', 'Implementation-Version', 'Bundle-Version'].flatMap((name) => {
    const value = attributes[name]?.split(' ')[0]
    return value !== undefined && plainVersion.test(value) ? [value] : []
  })
  if (named && stated.some((version) => osgiForm(version) === osgiForm(named.version))) return named.version
  return stated[0]
}

/** Three numbers, then the rest. */
function osgiForm(version: string): string {
  const parts = version.split(/[.-]/)
  const firstWord = parts.findIndex((part) => !/^\d+$/.test(part))
  const numbers = parts.slice(0, firstWord < 0 ? parts.length : firstWord)
  while (numbers.length < 3) numbers.push('0')
  return [...numbers, ...(firstWord < 0 ? [] : parts.slice(firstWord))].join('.')
}

/** Archives of Tomcat itself are named without version and unlike their artifacts. */
const tomcatArtifacts: Readonly<Record<string, string>> = {
  catalina: 'tomcat-catalina',
  jasper: 'tomcat-jasper',
  'tomcat-coyote': 'tomcat-coyote',
  'tomcat-util': 'tomcat-util',
  'tomcat-websocket': 'tomcat-websocket',
}

function artifactOf(
  attributes: ManifestAttributes,
  named: NamedArchive | undefined,
  baseName: string,
): string | undefined {
  if (attributes['Implementation-Title'] === 'Apache Tomcat' && Object.hasOwn(tomcatArtifacts, baseName)) {
    return tomcatArtifacts[baseName]
  }
  const plugin = attributes['Group-Id'] && (attributes['Short-Name'] ?? attributes['Extension-Name'])
  const candidates = [plugin, named?.artifact, attributes['Implementation-Title'], lastPart(bundleOf(attributes))]
  return candidates.find((candidate) => candidate !== undefined && plainName.test(candidate))
}

/** Houses of many projects, whose groups have the project's name behind: org.apache.velocity. */
const umbrellas: ReadonlySet<string> = new Set([
  'com.google',
  'com.sun',
  'net.sf',
  'net.sourceforge',
  'org.apache',
  'org.codehaus',
])

function groupOf(attributes: ManifestAttributes, artifact: string): string | undefined {
  const vendor = attributes['Group-Id'] ?? attributes['Implementation-Vendor-Id']
  if (vendor !== undefined && plainName.test(vendor)) return vendor
  const bundle = bundleOf(attributes) ?? attributes['Automatic-Module-Name']
  if (bundle === undefined || !plainName.test(bundle) || !bundle.includes('.')) return undefined
  const before = bundle.endsWith(`.${artifact}`) ? bundle.slice(0, -artifact.length - 1) : undefined
  if (before !== undefined) return umbrellas.has(before) ? bundle : before
  // org.slf4j with slf4j-api: the name is the group.
  return artifact.split('-')[0] === lastPart(bundle) ? bundle : bundle.slice(0, bundle.lastIndexOf('.'))
}

function bundleOf(attributes: ManifestAttributes): string | undefined {
  return attributes['Bundle-SymbolicName']?.split(';')[0]?.trim()
}

function lastPart(name: string | undefined): string | undefined {
  return name?.slice(name.lastIndexOf('.') + 1)
}

/** `Bundle-License` is a list of names or addresses, each perhaps with parameters. */
function licensesOf(attributes: ManifestAttributes): string[] {
  const stated = attributes['Bundle-License'] ?? ''
  return stated
    .split(',')
    .map((one) => one.split(';')[0]?.trim().replaceAll('"', '') ?? '')
    .filter((one) => one !== '')
}
