// `npm run check`: what must hold before a commit, in seconds and without a database. `npm test` adds the rest.
import { runCommand, tool } from './command.ts'

const parts = {
  'format and lint': [tool('biome'), 'check', '--error-on-warnings', '.'],
  types: [tool('tsc'), '--noEmit', '-p', 'tsconfig.json'],
  'architecture and unit tests': [tool('vitest'), 'run', '--project', 'unit', '--reporter', 'dot'],
}

async function main(): Promise<number> {
  const ends = await Promise.all(
    Object.entries(parts).map(async ([name, command]) => ({ name, ...(await runCommand(command)) })),
  )
  for (const { name, code, output } of ends) if (code !== 0) process.stdout.write(`\n── ${name} ──\n${output}\n`)
  for (const { name, code, seconds } of ends) {
    process.stdout.write(`${code === 0 ? 'good' : 'FAILED'}  ${name} (${seconds.toFixed(1)} s)\n`)
  }
  return ends.every(({ code }) => code === 0) ? 0 : 1
}

process.exitCode = await main()
