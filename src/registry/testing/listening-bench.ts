import { createServer } from 'node:net'
import { systemClock } from '../../platform/clock.ts'
import { type BenchOptions, type RegistryBench, registryBench } from './registry-bench.ts'

/** A bench that real clients can reach: on a port of 127.0.0.1, by the machine's clock. */
export async function listeningBench(options: BenchOptions = {}): Promise<RegistryBench & { readonly host: string }> {
  const port = await freePort()
  const bench = await registryBench({ ...options, clock: systemClock, publicUrl: `http://127.0.0.1:${port}` })
  await bench.app.listen({ host: '127.0.0.1', port })
  return Object.assign(bench, { host: `127.0.0.1:${port}` })
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
}
