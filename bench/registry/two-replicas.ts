import { availableParallelism } from 'node:os'
import { goProgram } from '../../test/support/go-program.ts'
import { S3Server } from '../../test/support/s3-server.ts'
import { ServerProcess } from '../../test/support/server-process.ts'
import { type OurStore, startOurStore } from '../contestants/our-store.ts'
import { startPostgres } from '../contestants/postgres.ts'
import { hammer } from '../load/wrk.ts'
import { watchProcess } from '../report/process-facts.ts'
import { median } from '../report/statistics.ts'
import type { Bench } from './bench.ts'
import type { Row, Sample, Section } from './section.ts'

const connections = 32
const wanted = 1.8

interface Replica {
  readonly port: number
  readonly pid: number
}

/** PRF-15: what a second replica on the same PostgreSQL and the same S3 bucket brings. */
export async function measureTwoReplicas({ image, runs, seconds }: Bench): Promise<Section> {
  const postgres = await startPostgres()
  const versitygw = await goProgram('versitygw')
  const bucket = versitygw.met ? await S3Server.start(versitygw.path) : undefined
  const shared = { ...bucket?.env, ...(postgres && { DATABASE_URL: postgres.url }) }
  const rows = postgres ? await measureOn(shared).finally(() => postgres.stop()) : []
  await bucket?.remove()
  return {
    id: 'PRF-15',
    title: 'Two replicas',
    target: `at least ${wanted} × the manifest GETs of one; where cores do not allow it, shown by the cost per request`,
    unit: 'requests/s',
    runs,
    rows,
    notes: [
      `GET by digest on one PostgreSQL and ${bucket ? 'one S3 bucket (versitygw)' : 'one folder of blobs'}. ` +
        'The CPU time is that of the replicas, without that of PostgreSQL.',
      'On fewer than four cores replicas, PostgreSQL and load share the processors, so that throughput cannot double: ' +
        `met then means that a request on two replicas costs at most ${(2 / wanted).toFixed(2)} × the CPU time that it costs on one.`,
    ],
  }

  async function measureOn(env: NodeJS.ProcessEnv): Promise<Row[]> {
    const first = await startOurStore(image, env)
    const second = await secondReplica(first, env)
    try {
      const replicas = [first.server, second].map(({ baseUrl, pid }) => ({ port: Number(new URL(baseUrl).port), pid }))
      const path = `/v2/${first.repository('published')}/manifests/${image.manifest.digest}`
      const one: Sample[] = []
      const two: Sample[] = []
      for (let run = 0; run < runs; run++) {
        const { headers } = await first.target('published')
        one.push(await measure(replicas.slice(0, 1), path, headers, seconds))
        two.push(await measure(replicas, path, headers, seconds))
      }
      return rowsOf(middle(one), middle(two))
    } finally {
      await second.stop()
      await first.stop()
    }
  }
}

async function secondReplica({ server }: OurStore, env: NodeJS.ProcessEnv): Promise<ServerProcess> {
  const second = await ServerProcess.prepare({
    ...env,
    CHANDLERY_DATA_DIR: server.dataDir,
    CHANDLERY_PUBLIC_URL: server.baseUrl,
    CHANDLERY_ADDRESS_REQUESTS: '0',
  })
  await second.start()
  return second
}

async function measure(
  replicas: readonly Replica[],
  path: string,
  headers: Readonly<Record<string, string>>,
  seconds: number,
): Promise<Sample> {
  const load = { host: '127.0.0.1', path, headers, method: 'GET', connections }
  await Promise.all(replicas.map(({ port }) => hammer({ ...load, port, seconds: 1 })))
  const watches = replicas.map(({ pid }) => watchProcess(pid))
  const results = await Promise.all(replicas.map(({ port }) => hammer({ ...load, port, seconds })))
  const cpuMs = watches.reduce((sum, used) => sum + used().cpuMs, 0)
  const requests = results.reduce((sum, result) => sum + result.requests, 0)
  return {
    value: results.reduce((sum, result) => sum + result.requests / result.seconds, 0),
    p99: Math.max(...results.map(({ p99 }) => p99)),
    cpuMicros: (cpuMs * 1000) / requests,
  }
}

function middle(samples: readonly Sample[]): Required<Pick<Sample, 'value' | 'p99' | 'cpuMicros'>> {
  const of = (key: 'value' | 'p99' | 'cpuMicros') => median(samples.map((sample) => sample[key] ?? Number.NaN))
  return { value: of('value'), p99: of('p99'), cpuMicros: of('cpuMicros') }
}

function rowsOf(one: ReturnType<typeof middle>, two: ReturnType<typeof middle>): Row[] {
  const met =
    availableParallelism() < 4 ? two.cpuMicros <= (one.cpuMicros * 2) / wanted : two.value >= wanted * one.value
  return [
    { what: `one replica, ${connections} connections`, samples: { ours: one }, target: {} },
    { what: `two replicas, ${connections} connections each`, samples: { ours: two }, target: { met } },
  ]
}
