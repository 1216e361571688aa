import { type ArchiveContents, type ArchiveInterest, placeIn } from '../../archives/archive-contents.ts'
import { readArchive } from '../../archives/read-archive.ts'
import type { CapturedText } from '../../layers/layer-facts.ts'
import type { Parsed, PathAnalyzer } from '../analyzer.ts'
import { keepHeaders, parseMetadata } from './metadata.ts'

/** Packages of Python in archives: eggs, from which Python imports, and wheels, which wait to be installed. */
export const pythonArchiveAnalyzer: PathAnalyzer = {
  id: 'python-archive',
  version: 1,
  wants: (path) => path.endsWith('.egg') || path.endsWith('.whl'),
  read: (file, limits) => readArchive(file, limits, metadataInterest),
  parse: parseArchive,
}

const metadataInterest: ArchiveInterest<string> = {
  wantsText: (name) => name === 'EGG-INFO/PKG-INFO' || /^[^/]+\.dist-info\/METADATA$/.test(name),
  wantsArchive: () => false,
  keep(_, text) {
    const kept = keepHeaders(text)
    return 'text' in kept ? { kept: kept.text } : undefined
  },
}

function parseArchive({ path, text }: CapturedText): Parsed {
  const [archive] = JSON.parse(text) as ArchiveContents<string>[]
  const entry = archive?.entries[0]
  if (archive === undefined || entry === undefined) return { packages: [] }
  const detail = [placeIn(entry.name), `sha1 ${archive.sha1}`, ...(archive.streamed ? ['streamed'] : [])].join(' ')
  return path.endsWith('.egg')
    ? parseMetadata(entry.kept, { confidence: 'installed', rule: 'python.egg', detail })
    : parseMetadata(entry.kept, { confidence: 'identified', rule: 'python.wheel', detail })
}
