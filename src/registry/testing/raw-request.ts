import { request as open } from 'node:http'

/** What came back. */
export interface RawAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: string
}

/** A request whose address and headers go out as they are written: nothing is tidied up on the way. */
export function rawRequest(
  host: string,
  options: {
    readonly method: string
    readonly path: string
    readonly headers?: Record<string, string | string[]>
    readonly body?: Buffer | string
  },
): Promise<RawAnswer> {
  const { method, path, headers = {}, body } = options
  const [hostname, port] = host.split(':')
  return new Promise((resolve, reject) => {
    const sent = open({ hostname, port, method, path, headers, agent: false }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('error', reject)
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString('utf8')
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text })
      })
    })
    sent.on('error', reject)
    sent.end(body)
  })
}
