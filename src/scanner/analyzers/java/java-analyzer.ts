import { readArchive } from '../../archives/read-archive.ts'
import type { CapturedText } from '../../layers/layer-facts.ts'
import type { Parsed, PathAnalyzer } from '../analyzer.ts'
import { isJavaArchive } from './file-name.ts'
import { identify } from './identify.ts'
import { type JavaArchive, javaInterest } from './java-facts.ts'

/** Packages of Java in archives, and in archives within archives. */
export const javaAnalyzer: PathAnalyzer = {
  id: 'java',
  version: 1,
  wants: isJavaArchive,
  read: (file, limits) => readArchive(file, limits, javaInterest),
  parse: parseArchives,
}

function parseArchives({ path, text }: CapturedText): Parsed {
  const archives = (JSON.parse(text) as JavaArchive[]).map((archive) => identify(archive, path))
  const packages = archives.flatMap(({ packages }) => packages)
  const unreadable = archives.find((archive) => archive.unreadable !== undefined)?.unreadable
  return unreadable === undefined ? { packages } : { packages, unreadable }
}
