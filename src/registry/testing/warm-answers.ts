import { type IncomingHttpHeaders, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { metricsText } from '../../platform/metrics.ts'
import type { RegistryBench } from './registry-bench.ts'

/** What a client got. */
export interface Answer {
  readonly status: number | undefined
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
}

type Headers = Readonly<Record<string, string>>

/** Over the network, where shortcuts are. The bench must listen. */
export function asksOverNetwork(
  bench: RegistryBench,
  method: 'GET' | 'HEAD',
  path: string,
  headers: Headers,
): Promise<Answer> {
  const { port } = bench.app.server.address() as AddressInfo
  return new Promise((resolve, reject) => {
    const sending = request({ host: '127.0.0.1', port, method, path, headers })
    sending.on('error', reject)
    sending.on('response', (response) => {
      buffer(response).then((body) => resolve({ status: response.statusCode, headers: response.headers, body }), reject)
    })
    sending.end()
  })
}

/** Past the shortcuts, as no request of a client goes. */
export async function asksTheLongWay(
  bench: RegistryBench,
  method: 'GET' | 'HEAD',
  path: string,
  headers: Headers,
): Promise<Answer> {
  const answer = await bench.app.inject({ method, url: path, headers: { ...headers } })
  return { status: answer.statusCode, headers: answer.headers as IncomingHttpHeaders, body: answer.rawPayload }
}

/** All of an answer that is the same each time. */
export function lasting({ status, headers, body }: Answer) {
  const passing = ['date', 'connection', 'keep-alive', 'x-request-id', 'ratelimit-remaining']
  const kept = Object.entries(headers).filter(([name]) => !passing.includes(name))
  return {
    status,
    body: body.toString('hex'),
    headers: Object.fromEntries(kept.map(([k, v]) => [k, String(v)]).sort()),
  }
}

/** How many answers came from memory so far. */
export async function warmAnswers(kind: 'manifest' | 'blob'): Promise<number> {
  const { text } = await metricsText()
  const line = new RegExp(`^chandlery_registry_warm_answers_total\\{kind="${kind}"\\} (\\d+)$`, 'm').exec(text)
  return Number(line?.[1] ?? 0)
}
