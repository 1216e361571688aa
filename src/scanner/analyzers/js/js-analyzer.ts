import type { CapturedText } from '../../layers/layer-facts.ts'
import { plainText } from '../../plain-text.ts'
import type { FileReading, Kept, Parsed, PathAnalyzer } from '../analyzer.ts'
import { browserLibraries } from './browser-libraries.ts'

/** Libraries for browsers in the folders of web servers, by their content (SCN-025). */
export const jsAnalyzer: PathAnalyzer = {
  id: 'js',
  version: 1,
  adds: 'detail',
  wants: (path) => path.endsWith('.js') && isServed(path),
  read: readHead,
  parse: ({ text }) => parseLibraries(text),
}

const servedFolders: ReadonlySet<string> = new Set([
  'assets',
  'dist',
  'htdocs',
  'html',
  'javascript',
  'js',
  'public',
  'public_html',
  'static',
  'web',
  'webapps',
  'webroot',
  'www',
  'wwwroot',
])

// What lies in node_modules says by its manifest what it is.
function isServed(path: string): boolean {
  const folders = path.split('/').slice(0, -1)
  return folders.some((folder) => servedFolders.has(folder)) && !folders.includes('node_modules')
}

const HEAD_BYTES = 512 * 1024

interface SeenLibrary {
  readonly name: string
  readonly version: string
  readonly offset: number
  readonly detail: string
}

/** Bundles are large; what is behind the first half MiB is not looked at. */
function readHead(): FileReading {
  const pieces: Buffer[] = []
  let length = 0
  return {
    write(slice) {
      const piece = slice.subarray(0, Math.max(0, HEAD_BYTES - length))
      if (piece.length > 0) pieces.push(Buffer.from(piece))
      length += piece.length
      return length < HEAD_BYTES
    },
    end: () => keepLibraries(Buffer.concat(pieces).toString('latin1')),
  }
}

function keepLibraries(text: string): Kept {
  const seen = new Map<string, SeenLibrary>()
  for (const { name, signal, beside } of browserLibraries) {
    const match = signal.exec(text)
    if (match?.[1] === undefined || seen.has(name) || (beside && !beside.test(text))) continue
    const detail = plainText(match[0].replaceAll(/\s+/g, ' '), 200)
    seen.set(name, { name, version: match[1], offset: match.index, detail })
  }
  return seen.size === 0 ? { ignore: true } : { text: JSON.stringify([...seen.values()]) }
}

function parseLibraries(text: CapturedText['text']): Parsed {
  return {
    packages: (JSON.parse(text) as SeenLibrary[]).map(({ name, version, offset, detail }) => ({
      ecosystem: 'npm',
      name,
      version: inThreeParts(version),
      licenses: [],
      confidence: 'identified',
      rule: 'js.content',
      detail,
      offset,
    })),
  }
}

/** Some libraries call their version 4.0; npm has it as 4.0.0. */
function inThreeParts(version: string): string {
  return version.replace(/^(\d+\.\d+)(?=$|-)/, '$1.0')
}
