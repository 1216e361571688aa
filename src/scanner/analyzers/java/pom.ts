import { SaxesParser } from 'saxes'
import { plainText } from '../../plain-text.ts'

/** What a project model says about the project itself. Fields that refer to something unknown are absent. */
export interface Pom {
  readonly group?: string
  readonly artifact?: string
  readonly version?: string
  readonly licenses: readonly string[]
}

/** Reads `pom.properties`, which the build tool writes beside the model. */
export function parsePomProperties(text: string): Pom {
  const values: Record<string, string> = {}
  for (const line of text.slice(0, MAX_PROPERTIES).split(/\r\n|\n|\r/)) {
    const match = /^\s{0,8}(groupId|artifactId|version)\s{0,8}[=:]\s{0,8}(\S{1,256})\s*$/.exec(line)
    if (match?.[1] && match[2]) values[match[1]] = match[2]
  }
  return pomOf(values.groupId, values.artifactId, values.version, [])
}

const MAX_PROPERTIES = 64 * 1024

/** Reads `pom.xml`. No entities but the five of XML itself, nesting up to `maxDepth` (LIM-5). */
export function parsePomXml(text: string, maxDepth: number): { readonly pom: Pom } | { readonly unreadable: string } {
  const reader = new PomReader(maxDepth)
  const parser = new SaxesParser({ position: false })
  parser.on('error', (error) => reader.fail(error.message))
  parser.on('opentag', ({ name }) => reader.open(name))
  parser.on('text', (piece) => reader.text(piece))
  parser.on('cdata', (piece) => reader.text(piece))
  parser.on('closetag', () => reader.close())
  for (let at = 0; at < text.length && reader.failure === undefined; at += PIECE) {
    parser.write(text.slice(at, at + PIECE))
  }
  if (reader.failure === undefined) parser.close()
  return reader.failure === undefined ? { pom: reader.toPom() } : { unreadable: reader.failure }
}

const PIECE = 65_536
const MAX_VALUES = 2000
const MAX_LICENSES = 16

class PomReader {
  readonly #maxDepth: number
  readonly #path: string[] = []
  readonly #values = new Map<string, string>()
  readonly #licenses: string[] = []
  #text = ''
  failure: string | undefined

  constructor(maxDepth: number) {
    this.#maxDepth = maxDepth
  }

  fail(reason: string): void {
    this.failure ??= plainText(reason, 200)
  }

  open(name: string): void {
    if (this.#path.length >= this.#maxDepth) this.fail(`nested deeper than ${this.#maxDepth}`)
    else this.#path.push(name)
    this.#text = ''
  }

  text(piece: string): void {
    if (this.#text.length < 1000) this.#text += piece.slice(0, 1000)
  }

  close(): void {
    const path = this.#path.join('/')
    const text = this.#text.trim()
    this.#path.pop()
    this.#text = ''
    if (path === 'project/licenses/license/name') {
      if (this.#licenses.length < MAX_LICENSES && text !== '') this.#licenses.push(plainText(text, 256))
    } else if (wantedPath.test(path) && !this.#values.has(path) && this.#values.size < MAX_VALUES) {
      this.#values.set(path, text.slice(0, 256))
    }
  }

  toPom(): Pom {
    const own = (name: string) => this.#resolve(this.#values.get(`project/${name}`))
    const parent = (name: string) => this.#resolve(this.#values.get(`project/parent/${name}`))
    const group = own('groupId') ?? parent('groupId')
    return pomOf(group, own('artifactId'), own('version') ?? parent('version'), this.#licenses)
  }

  /** Replaces `${…}` by what the model itself says, twice at most; undefined where it says nothing. */
  #resolve(value: string | undefined): string | undefined {
    let text = value
    for (let turn = 0; turn < 2 && text?.includes('${'); turn++) {
      text = text.replace(/\$\{([^{}]{1,100})\}/g, (whole, name: string) => this.#property(name) ?? whole).slice(0, 256)
    }
    return text === undefined || text === '' || text.includes('${') ? undefined : text
  }

  #property(name: string): string | undefined {
    const field = name.replace(/^(project|pom)\./, '')
    return (
      this.#values.get(`project/properties/${name}`) ??
      this.#values.get(`project/${field.replace('.', '/')}`) ??
      this.#values.get(`project/parent/${field}`)
    )
  }
}

const wantedPath = /^project\/(groupId|artifactId|version|parent\/(groupId|version)|properties\/[^/]+)$/

const plainName = /^[\w.-]{1,256}$/
const plainVersion = /^[\w.+~^-]{1,256}$/

function pomOf(
  group: string | undefined,
  artifact: string | undefined,
  version: string | undefined,
  licenses: readonly string[],
): Pom {
  return {
    ...(group && plainName.test(group) ? { group } : {}),
    ...(artifact && plainName.test(artifact) ? { artifact } : {}),
    ...(version && plainVersion.test(version) ? { version } : {}),
    licenses,
  }
}
