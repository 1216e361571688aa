/** What PHP's `serialize` writes, as far as registry files use it. */
export type PhpValue = string | number | boolean | null | Map<string, PhpValue>

/**
 * Reads a value that PHP serialised. Lengths count bytes, so the text must be decoded as latin1. Undefined when it is
 * anything else than scalars and arrays, when it is cut off, or nested deeper than `maxDepth`.
 */
export function parseSerialized(latin1: string, maxDepth: number): PhpValue | undefined {
  try {
    return new Reader(latin1, maxDepth).value(0)
  } catch (error) {
    if (error instanceof NotSerialized) return undefined
    throw error
  }
}

class NotSerialized extends Error {}

class Reader {
  readonly #text: string
  readonly #maxDepth: number
  #at = 0

  constructor(text: string, maxDepth: number) {
    this.#text = text
    this.#maxDepth = maxDepth
  }

  value(depth: number): PhpValue {
    if (depth > this.#maxDepth) throw new NotSerialized('nested too deep')
    const type = this.#text[this.#at]
    this.#at++
    if (type === 'N') return this.#expect(';', null)
    this.#expect(':', null)
    if (type === 's') return this.#string()
    if (type === 'a') return this.#array(depth)
    const scalar = this.#until(';')
    if (type === 'b') return scalar === '1'
    if (type === 'i' || type === 'd') return Number(scalar)
    throw new NotSerialized('unknown type')
  }

  #string(): string {
    const length = this.#count()
    this.#expect('"', null)
    const text = this.#text.slice(this.#at, this.#at + length)
    if (text.length < length) throw new NotSerialized('cut off')
    this.#at += length
    this.#expect('"', null)
    return this.#expect(';', text)
  }

  #array(depth: number): Map<string, PhpValue> {
    const length = this.#count()
    this.#expect('{', null)
    const entries = new Map<string, PhpValue>()
    for (let index = 0; index < length; index++) {
      const key = this.value(depth + 1)
      entries.set(String(key), this.value(depth + 1))
    }
    return this.#expect('}', entries)
  }

  #count(): number {
    const text = this.#until(':')
    if (!/^\d{1,9}$/.test(text)) throw new NotSerialized('no length')
    return Number(text)
  }

  #until(end: string): string {
    const at = this.#text.indexOf(end, this.#at)
    if (at < 0 || at - this.#at > 64) throw new NotSerialized('cut off')
    const text = this.#text.slice(this.#at, at)
    this.#at = at + 1
    return text
  }

  #expect<T>(character: string, value: T): T {
    if (this.#text[this.#at] !== character) throw new NotSerialized(`no ${character}`)
    this.#at++
    return value
  }
}
