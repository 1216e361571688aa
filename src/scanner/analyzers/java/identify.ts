import { placeIn } from '../../archives/archive-contents.ts'
import { isPlainWord, plainText } from '../../plain-text.ts'
import type { FoundPackage } from '../analyzer.ts'
import { baseNameOf, parseFileName } from './file-name.ts'
import type { JavaArchive } from './java-facts.ts'
import { mavenName } from './known-groups.ts'
import { identityFromManifest } from './manifest-identity.ts'
import type { Pom } from './pom.ts'

/** What one archive holds by its own metadata. */
export interface Identified {
  readonly packages: readonly FoundPackage[]
  readonly unreadable?: string
}

interface Model extends Pom {
  /** The entry that says it. */
  readonly entry: string
  readonly rule: 'java.pom-properties' | 'java.pom-xml'
}

/**
 * Says what an archive is: by Maven's properties and model, of which shaded archives carry several; by its manifest; and
 * only where both are silent by its file name, marked by its rule and a lower confidence.
 */
export function identify(archive: JavaArchive, path: string): Identified {
  const fileName = archive.inside.at(-1) ?? path
  const models = modelsOf(archive)
  const packages = models.flatMap((model) => packageOf(archive, model, fileName))
  const own = models.some((model) => isNamedLike(model, fileName)) ? undefined : ownPackage(archive, fileName, models)
  const found = own ? [own, ...packages] : packages
  const broken = archive.entries.flatMap(({ kept }) => ('unreadable' in kept ? [kept.unreadable] : []))
  return broken[0] !== undefined && found.length === 0 ? { packages: [], unreadable: broken[0] } : { packages: found }
}

/** One model for each folder below `META-INF/maven`: the properties, with what only the model says. */
function modelsOf({ entries }: JavaArchive): Model[] {
  const folders = new Map<string, { properties?: Model; model?: Model }>()
  for (const { name, kept } of entries) {
    const folder = name.slice(0, name.lastIndexOf('/'))
    const known = folders.get(folder) ?? {}
    const [artifact, group] = folder.split('/').reverse()
    const place = { ...(group ? { group } : {}), ...(artifact ? { artifact } : {}), entry: name }
    if ('properties' in kept) known.properties ??= { ...place, ...kept.properties, rule: 'java.pom-properties' }
    else if ('model' in kept) known.model ??= { ...place, ...kept.model, rule: 'java.pom-xml' }
    folders.set(folder, known)
  }
  return [...folders.values()].flatMap(({ properties, model }) => {
    if (properties === undefined) return model ?? []
    return { ...model, ...properties, licenses: model?.licenses ?? [] }
  })
}

function isNamedLike({ artifact }: Pom, fileName: string): boolean {
  const base = baseNameOf(fileName)
  return artifact !== undefined && (base === artifact || base.startsWith(`${artifact}-`))
}

function packageOf(archive: JavaArchive, model: Model, fileName: string): FoundPackage[] {
  const { group, artifact, licenses, rule, entry } = model
  if (!group || !artifact || !isPlainWord(`${group}:${artifact}`)) return []
  const named = parseFileName(fileName)
  const version = model.version ?? (named?.artifact === artifact ? named.version : undefined)
  return [toPackage(archive, { name: `${group}:${artifact}`, version, licenses, rule, entry })]
}

/** The archive itself, where no model speaks of it. */
function ownPackage(archive: JavaArchive, fileName: string, models: readonly Model[]): FoundPackage | undefined {
  const named = parseFileName(fileName)
  const manifest = archive.entries.find(({ kept }) => 'manifest' in kept)
  const attributes = manifest && 'manifest' in manifest.kept ? manifest.kept.manifest : {}
  const identity = identityFromManifest(attributes, named, baseNameOf(fileName))
  // A single model under another name is the archive, renamed, unless the manifest agrees with the file name.
  if (models.length === 1 && (named === undefined || identity?.version !== named.version)) return undefined
  if (identity && manifest) return toPackage(archive, { ...identity, rule: 'java.manifest', entry: manifest.name })
  if (named === undefined || models.length > 0) return undefined
  const name = mavenName(undefined, named.artifact)
  return toPackage(archive, { name, version: named.version, licenses: [], rule: 'java.file-name' })
}

interface Identity {
  readonly name: string
  readonly version: string | undefined
  readonly licenses: readonly string[]
  readonly rule: string
  readonly entry?: string
}

function toPackage({ inside, sha1, streamed }: JavaArchive, identity: Identity): FoundPackage {
  const { name, version, licenses, rule, entry } = identity
  const place = placeIn(...inside, ...(entry === undefined ? [] : [entry]))
  const detail = [place, `sha1 ${sha1}`, streamed ? 'streamed' : ''].filter((part) => part !== '').join(' ')
  return {
    ecosystem: 'maven',
    name,
    ...(version === undefined ? {} : { version }),
    licenses,
    confidence: rule === 'java.file-name' ? 'identified' : 'installed',
    rule,
    detail: plainText(detail, 1024),
  }
}
