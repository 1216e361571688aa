import type { ArchiveContents, ArchiveInterest } from '../../archives/archive-contents.ts'
import { isJavaArchive } from './file-name.ts'
import { type ManifestAttributes, parseManifest } from './manifest.ts'
import { type Pom, parsePomProperties, parsePomXml } from './pom.ts'

/** What is kept of one file in a Java archive. */
export type JavaFact =
  | { readonly manifest: ManifestAttributes }
  | { readonly properties: Pom }
  | { readonly model: Pom }
  | { readonly unreadable: string }

export type JavaArchive = ArchiveContents<JavaFact>

const manifestName = /^META-INF\/MANIFEST\.MF$/i
const pomName = /(?:^|\/)META-INF\/maven\/[^/]+\/[^/]+\/pom\.(?:properties|xml)$/

/** Manifests, Maven's metadata, and the archives within. */
export const javaInterest: ArchiveInterest<JavaFact> = {
  wantsText: (name) => manifestName.test(name) || pomName.test(name),
  wantsArchive: isJavaArchive,
  keep(name, text, limits) {
    if (manifestName.test(name)) return { kept: { manifest: parseManifest(text) } }
    if (name.endsWith('.properties')) return { kept: { properties: parsePomProperties(text) } }
    const model = parsePomXml(text, limits.jsonDepth)
    // Whether something is missing without it depends on its neighbour.
    return { kept: 'pom' in model ? { model: model.pom } : model }
  },
}
