// Program: sends one request again and again on many connections; prints requests, seconds and latencies as JSON.

import { percentile } from '../report/statistics.ts'
import { Connection, type Target } from './connection.ts'

/** What to send, and for how long. */
export interface RequestLoad extends Target {
  readonly method: string
  readonly path: string
  readonly body?: string
  readonly connections: number
  readonly seconds: number
}

/** What came of it. Latencies in milliseconds. */
export interface RequestResult {
  readonly requests: number
  readonly failures: number
  readonly seconds: number
  readonly p50: number
  readonly p99: number
}

async function main(load: RequestLoad): Promise<RequestResult> {
  const latencies: number[] = []
  let failures = 0
  const started = performance.now()
  const until = started + load.seconds * 1000
  const body = load.body === undefined ? [] : [Buffer.from(load.body)]
  const more = load.body === undefined ? {} : { 'content-length': Buffer.byteLength(load.body) }
  const repeat = async () => {
    const connection = new Connection(load)
    const head = connection.head(load.method, load.path, more)
    for (let now = performance.now(); now < until; ) {
      const { status } = await connection.send(head, body)
      const then = performance.now()
      latencies.push(then - now)
      if (status !== 200) failures++
      now = then
    }
    connection.close()
  }
  await Promise.all(Array.from({ length: load.connections }, repeat))
  const seconds = (performance.now() - started) / 1000
  latencies.sort((a, b) => a - b)
  return {
    requests: latencies.length,
    failures,
    seconds,
    p50: percentile(latencies, 50),
    p99: percentile(latencies, 99),
  }
}

process.stdout.write(JSON.stringify(await main(JSON.parse(process.argv[2] ?? '') as RequestLoad)))
