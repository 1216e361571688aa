// `npm run bench:scanner`: measures the scanner and what stores its results. See docs/PERFORMANCE.md.
//   npm run bench:scanner -- advisories --quick --runs 1 --json out.json --write docs/PERFORMANCE.md
// --packs FOLDER names the real advisories, which lie beside the project.
import { readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { root } from '../../scripts/command.ts'
import { leaveTransactionsUnguarded } from '../../src/platform/db/transaction-guard.ts'
import { describeMachine } from '../report/machine.ts'
import { measureAdvisoryImport } from './advisory-import.ts'
import { measureColdScan } from './cold-scan.ts'
import { plainSection, type ScannerReport, withSections } from './report.ts'
import { measureScanMemory } from './scan-memory.ts'
import type { Measure, ScannerSection } from './section.ts'

/** Each section by the name that asks for it; a new one is a file here and a line in this list. */
const measures: Readonly<Record<string, Measure>> = {
  scan: measureColdScan,
  memory: measureScanMemory,
  advisories: measureAdvisoryImport,
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      quick: { type: 'boolean', default: false },
      runs: { type: 'string' },
      json: { type: 'string' },
      write: { type: 'string' },
      packs: { type: 'string', default: join(root, '../shared/advisories') },
    },
  })
  const names = positionals.length > 0 ? positionals : Object.keys(measures)
  const unknown = names.filter((name) => !(name in measures))
  if (unknown.length > 0) throw new Error(`Unknown: ${unknown.join(', ')}. Known: ${Object.keys(measures).join(', ')}.`)
  const runs = Number(values.runs ?? (values.quick ? 1 : 3))
  // As in a running store: the guard slows every promise of the process down.
  leaveTransactionsUnguarded()
  const machine = await describeMachine()
  const sections: ScannerSection[] = []
  for (const name of names) {
    const section = await measures[name]?.({ runs, quick: values.quick, packs: resolve(values.packs) })
    if (section === undefined || typeof section === 'string') {
      process.stdout.write(`${name}: left out. ${section ?? ''}\n`)
      continue
    }
    sections.push(section)
    process.stdout.write(`\n${plainSection(section)}\n`)
    // Written after each section: what was measured is not lost when a later one fails.
    const report: ScannerReport = { machine, runs, sections }
    if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(report, null, 2)}\n`)
    if (values.write !== undefined)
      writeFileSync(values.write, withSections(readFileSync(values.write, 'utf8'), report))
  }
}

await main()
