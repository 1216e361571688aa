import type { PathAnalyzer } from '../analyzer.ts'
import { keepHeaders, parseMetadata } from './metadata.ts'

export { normalizePythonName } from './metadata.ts'

/** Packages of Python by the metadata that installers leave behind. */
export const pythonAnalyzer: PathAnalyzer = {
  id: 'python',
  version: 1,
  wants: (path) =>
    path.endsWith('.dist-info/METADATA') ||
    path.endsWith('.egg-info/PKG-INFO') ||
    path.endsWith('/EGG-INFO/PKG-INFO') ||
    path.endsWith('.egg-info'),
  keep: keepHeaders,
  parse: ({ text }) => parseMetadata(text, { confidence: 'installed', rule: 'python.metadata' }),
}
