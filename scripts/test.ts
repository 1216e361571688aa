// `npm test`: everything. Builds what is stale, runs all suites on the embedded database, runs the database suites again
// on PostgreSQL, says what it left out and why and what failed, and ends with one line of totals. Arguments narrow the files, as in vitest.
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { demanded, findRequirement, leftOutFile, noteLeftOut, readLeftOut } from '../test/support/requirements.ts'
import { run, tool } from './command.ts'
import { readTotals, type Totals } from './test-totals.ts'

async function main(filters: readonly string[]): Promise<number> {
  const missing = demanded().flatMap((name) => {
    const found = findRequirement(name)
    return found.met ? [] : [`CHANDLERY_REQUIRE names ${name}, but ${found.why}.`]
  })
  if (missing.length > 0) return fail(missing)
  const built = await run(process.execPath, ['scripts/build.mjs'], { show: true })
  if (built.code !== 0) return fail(['The store could not be built; nothing was tested.'])

  const notes = mkdtempSync(join(tmpdir(), 'chandlery-test-'))
  try {
    const env = { [leftOutFile]: join(notes, 'left-out') }
    const embedded = await runSuites(['run', ...filters], join(notes, 'embedded.json'), [], env)
    const totals = [embedded, ...(await onPostgres(filters, notes, env))]
    for (const { name, why } of readLeftOut(env[leftOutFile]))
      process.stdout.write(`left out: ${name}, because ${why}\n`)
    return report(totals)
  } finally {
    rmSync(notes, { recursive: true, force: true })
  }
}

/** The suites that use a database, once more, on a PostgreSQL server (EDB-30). */
async function onPostgres(filters: readonly string[], notes: string, env: Record<string, string>): Promise<Totals[]> {
  const postgres = findRequirement('postgres')
  if (!postgres.met) {
    noteLeftOut({ name: 'postgres', why: postgres.why }, env)
    return []
  }
  const server = process.env.TEST_DATABASE_URL ? [] : [process.execPath, 'scripts/with-postgres.mjs']
  process.stdout.write('\nThe database suites once more, on PostgreSQL\n')
  const args = ['run', '--project', 'database', '--passWithNoTests', ...filters]
  return [await runSuites(args, join(notes, 'postgres.json'), server, env)]
}

async function runSuites(
  args: readonly string[],
  file: string,
  before: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<Totals> {
  const reporters = ['--reporter', 'default', '--reporter', 'json', `--outputFile.json=${file}`]
  const [program = '', ...rest] = [...before, tool('vitest'), ...args, ...reporters]
  const { code } = await run(program, rest, { show: true, env })
  const totals = existsSync(file) ? readTotals(file) : { passed: 0, failed: 0, skipped: 0, failures: [] }
  // A file that cannot be loaded, or an error outside any test, fails the run without a failed test.
  return code !== 0 && totals.failed === 0 ? { ...totals, failed: 1 } : totals
}

function report(all: readonly Totals[]): number {
  const sum = (key: 'passed' | 'failed' | 'skipped') => all.reduce((total, totals) => total + totals[key], 0)
  const skipped = sum('skipped')
  for (const { failures } of all) for (const failure of failures) process.stdout.write(`failed: ${failure}\n`)
  process.stdout.write(`${sum('passed')} passed, ${sum('failed')} failed${skipped ? `, ${skipped} skipped` : ''}\n`)
  return sum('failed') === 0 && sum('passed') > 0 ? 0 : 1
}

function fail(reasons: readonly string[]): number {
  for (const reason of reasons) process.stderr.write(`${reason}\n`)
  return report([{ passed: 0, failed: reasons.length, skipped: 0, failures: [] }])
}

process.exitCode = await main(process.argv.slice(2))
