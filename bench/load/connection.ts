import { connect, type Socket } from 'node:net'

/** Status and headers (names in lower case) of an answer; its body is counted and thrown away. */
export interface Answer {
  readonly status: number
  readonly headers: ReadonlyMap<string, string>
}

/** Where to connect, and the header lines of every request. */
export interface Target {
  readonly host: string
  readonly port: number
  readonly headers: Readonly<Record<string, string>>
}

/**
 * One HTTP/1.1 connection that costs as little as JavaScript can: the reads of one connection share one buffer, and
 * bodies are never looked at. Answers must have a Content-Length; one request at a time.
 */
export class Connection {
  readonly #socket: Socket
  readonly #target: Target
  #head = ''
  #bodyLeft = 0
  #answer: Answer | undefined
  #withoutBody = false
  #waiting: { resolve: (answer: Answer) => void; reject: (error: Error) => void } | undefined
  /** Bytes of bodies so far. */
  received = 0

  constructor(target: Target, readBytes = 64 * 1024) {
    this.#target = target
    const onread = {
      buffer: Buffer.allocUnsafe(readBytes),
      callback: (count: number, buffer: Uint8Array) => this.#read(count, buffer as Buffer),
    }
    this.#socket = connect({ host: target.host, port: target.port, onread, noDelay: true })
    this.#socket.on('error', (error) => this.#waiting?.reject(error))
    this.#socket.on('close', () => this.#waiting?.reject(new Error('The server closed the connection.')))
  }

  /** The text of a request's head, to be made once and sent often. */
  head(method: string, path: string, more: Readonly<Record<string, string | number>> = {}): string {
    const { host, port, headers } = this.#target
    const lines = Object.entries({ host: `${host}:${port}`, ...headers, ...more }).map(
      ([name, value]) => `${name}: ${value}`,
    )
    return `${method} ${path} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`
  }

  /** Sends a request and answers when its answer has arrived wholly. */
  send(head: string, body: readonly Buffer[] = []): Promise<Answer> {
    this.#withoutBody = head.startsWith('HEAD ')
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject }
      this.#socket.write(head, 'latin1')
      for (const part of body) this.#socket.write(part)
    })
  }

  close(): void {
    this.#waiting = undefined
    this.#socket.destroy()
  }

  #read(count: number, buffer: Buffer): boolean {
    if (this.#answer) this.#readBody(count)
    else this.#readHead(count, buffer)
    return true
  }

  #readHead(count: number, buffer: Buffer): void {
    const before = this.#head.length
    this.#head += buffer.toString('latin1', 0, count)
    const end = this.#head.indexOf('\r\n\r\n')
    if (end < 0) return
    this.#answer = parseHead(this.#head.slice(0, end))
    const bodyStart = end + 4 - before
    this.#head = ''
    this.#bodyLeft = this.#withoutBody ? 0 : Number(this.#answer.headers.get('content-length') ?? 0)
    this.#readBody(count - bodyStart)
  }

  #readBody(count: number): void {
    this.received += count
    this.#bodyLeft -= count
    if (this.#bodyLeft > 0 || !this.#answer) return
    const answer = this.#answer
    this.#answer = undefined
    this.#waiting?.resolve(answer)
  }
}

function parseHead(text: string): Answer {
  const [first = '', ...lines] = text.split('\r\n')
  const headers = lines.map((line): [string, string] => {
    const colon = line.indexOf(':')
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()]
  })
  return { status: Number(first.split(' ')[1]), headers: new Map(headers) }
}
