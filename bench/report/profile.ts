// Program: prints where the CPU time of a profile went, by function itself. tsx bench/report/profile.ts FILE.cpuprofile [skipSeconds] [lines]
import { readFileSync } from 'node:fs'

interface Profile {
  readonly nodes: readonly {
    readonly id: number
    readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number }
  }[]
  readonly samples: readonly number[]
  readonly timeDeltas: readonly number[]
}

/** The first seconds are the start and the filling of the store: skip them. */
function main(file: string, skipSeconds: number, lines: number): void {
  const { nodes, samples, timeDeltas } = JSON.parse(readFileSync(file, 'utf8')) as Profile
  const names = new Map(
    nodes.map(({ id, callFrame: { functionName, url, lineNumber } }) => {
      const place = url === '' ? '' : ` ${url.split('/').slice(-3).join('/')}:${lineNumber + 1}`
      return [id, `${functionName || '(anonymous)'}${place}`]
    }),
  )
  const spent = new Map<string, number>()
  let now = 0
  for (const [at, id] of samples.entries()) {
    now += timeDeltas[at] ?? 0
    if (now < skipSeconds * 1e6) continue
    const name = names.get(id) ?? '?'
    spent.set(name, (spent.get(name) ?? 0) + (timeDeltas[at] ?? 0))
  }
  const idle = spent.get('(idle)') ?? 0
  spent.delete('(idle)')
  const busy = [...spent.values()].reduce((sum, time) => sum + time, 0)
  process.stdout.write(`busy ${(busy / 1e6).toFixed(1)} s, idle ${(idle / 1e6).toFixed(1)} s\n`)
  for (const [name, time] of [...spent].sort(([, a], [, b]) => b - a).slice(0, lines)) {
    process.stdout.write(`${((100 * time) / busy).toFixed(1).padStart(5)} %  ${name}\n`)
  }
}

main(process.argv[2] ?? '', Number(process.argv[3] ?? 0), Number(process.argv[4] ?? 40))
