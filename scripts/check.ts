// `npm run check`: what must hold before a commit, in seconds and without a database. `npm test` adds the rest.
import { run, tool } from './command.ts'

const parts: Record<string, [string, ...string[]]> = {
  'format and lint': [tool('biome'), 'check', '--error-on-warnings', '.'],
  types: [tool('tsc'), '--noEmit', '-p', 'tsconfig.json'],
  'architecture and unit tests': [tool('vitest'), 'run', '--project', 'unit', '--reporter', 'dot'],
}

async function main(): Promise<number> {
  const ends = await Promise.all(
    Object.entries(parts).map(async ([name, [program, ...args]]) => ({ name, ...(await run(program, args)) })),
  )
  for (const { name, code, stdout, stderr } of ends) {
    if (code !== 0) process.stdout.write(`\n── ${name} ──\n${stdout}${stderr}\n`)
  }
  for (const { name, code, seconds } of ends) {
    process.stdout.write(`${code === 0 ? 'good' : 'FAILED'}  ${name} (${seconds.toFixed(1)} s)\n`)
  }
  return ends.every(({ code }) => code === 0) ? 0 : 1
}

process.exitCode = await main()
