import { spdxExceptions, spdxLicenses } from './spdx-list.ts'

const licenses = byLowerCase(spdxLicenses)
const exceptions = byLowerCase(spdxExceptions)

/** Longer texts are no expressions; bounds the parser. */
const MAX_LENGTH = 2000

/**
 * A stated licence as a valid SPDX expression, with identifiers written as the list writes them. Debian's short names are
 * translated. Undefined for what is no expression; it is then shown as a name (OUT-2).
 */
export function spdxExpression(stated: string): string | undefined {
  const text = stated.trim()
  if (text === '' || text.length > MAX_LENGTH) return undefined
  const debian = fromDebian(text)
  if (debian !== undefined) return debian
  const words = text.replace(/[()]/g, ' $& ').split(/\s+/).filter(Boolean)
  return new Expression(words).parse()
}

/** The identifier when the expression is a single entry of the list. */
export function spdxId(expression: string): string | undefined {
  return licenses.get(expression.toLowerCase())
}

/** Expressions of one component as one: it is under all of them. */
export function allOf(expressions: readonly string[]): string {
  if (expressions.length === 1) return expressions[0] ?? ''
  return expressions.map((part) => (/ OR /.test(part) ? `(${part})` : part)).join(' AND ')
}

function byLowerCase(ids: readonly string[]): ReadonlyMap<string, string> {
  return new Map(ids.map((id) => [id.toLowerCase(), id]))
}

/** `GPL-2+`, `LGPL-2.1`, `Expat`: the short names of Debian's copyright files where SPDX has others. */
function fromDebian(text: string): string | undefined {
  if (text.toLowerCase() === 'expat') return 'MIT'
  const match = /^(A?GPL|LGPL|GFDL)-([1-3])(\.[0-9])?(\+)?$/i.exec(text)
  if (!match) return undefined
  const [, family = '', major = '', minor = '.0', orLater] = match
  return licenses.get(`${family}-${major}${minor}${orLater === undefined ? '-only' : '-or-later'}`.toLowerCase())
}

/** Grammar of SPDX 2.3, annex D: `AND` binds tighter than `OR`, `WITH` tightest. */
class Expression {
  readonly #words: readonly string[]
  #at = 0
  #depth = 0

  constructor(words: readonly string[]) {
    this.#words = words
  }

  parse(): string | undefined {
    const found = this.#list('OR', () => this.#list('AND', () => this.#operand()))
    return this.#at === this.#words.length ? found : undefined
  }

  #list(operator: 'AND' | 'OR', next: () => string | undefined): string | undefined {
    const parts: string[] = []
    do {
      const part = next()
      if (part === undefined) return undefined
      parts.push(part)
    } while (this.#takes(operator))
    return parts.join(` ${operator} `)
  }

  #operand(): string | undefined {
    if (!this.#takes('(')) return this.#license()
    if (++this.#depth > 50) return undefined
    const inner = this.#list('OR', () => this.#list('AND', () => this.#operand()))
    this.#depth--
    return inner !== undefined && this.#takes(')') ? `(${inner})` : undefined
  }

  #license(): string | undefined {
    const word = this.#words[this.#at++]
    if (word === undefined) return undefined
    const id = licenseOf(word)
    if (id === undefined || !this.#takes('WITH')) return id
    const exception = exceptions.get((this.#words[this.#at++] ?? '').toLowerCase())
    return exception === undefined ? undefined : `${id} WITH ${exception}`
  }

  /** Operators may be all upper or all lower case. */
  #takes(word: string): boolean {
    const next = this.#words[this.#at]
    if (next !== word && next !== word.toLowerCase()) return false
    this.#at++
    return true
  }
}

function licenseOf(word: string): string | undefined {
  const plain = licenses.get(word.toLowerCase())
  if (plain !== undefined) return plain
  if (/^(DocumentRef-[A-Za-z0-9.-]{1,200}:)?LicenseRef-[A-Za-z0-9.-]{1,200}$/.test(word)) return word
  const older = word.endsWith('+') ? licenses.get(word.slice(0, -1).toLowerCase()) : undefined
  return older === undefined ? undefined : `${older}+`
}
