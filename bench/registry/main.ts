// `npm run bench:registry`: measures the registry beside its peers and the physical floors. See docs/PERFORMANCE.md.
//   npm run bench:registry -- manifests blob-pull --quick --json out.json --write docs/PERFORMANCE.md
// --rows TEXT measures only rows whose name holds the text, such as "GET by tag, 16".
// --profile DIR writes CPU profiles of our store, for `tsx bench/report/profile.ts FILE`.
import { readFileSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import type { Contestant } from '../contestants/contestant.ts'
import { startDistribution } from '../contestants/distribution.ts'
import { startOurStore } from '../contestants/our-store.ts'
import { startZot } from '../contestants/zot.ts'
import { type Report, withTables } from '../report/document.ts'
import { describeMachine } from '../report/machine.ts'
import { plainTable, tableOf } from '../report/table.ts'
import type { Bench } from './bench.ts'
import { benchImage } from './bench-image.ts'
import { measureBlobPull } from './blob-pull.ts'
import { measureBlobPush } from './blob-push.ts'
import { measureDockerPull } from './docker-pull.ts'
import { measureGarbageCollection } from './garbage-collection.ts'
import { measureManifestPull } from './manifest-pull.ts'
import { measureMemoryGrowth } from './memory-growth.ts'
import type { Section } from './section.ts'
import { measureTokenIssue } from './token-issue.ts'
import { measureTwoReplicas } from './two-replicas.ts'

const measures: Readonly<Record<string, (bench: Bench) => Promise<Section>>> = {
  manifests: measureManifestPull,
  'blob-pull': measureBlobPull,
  'blob-push': measureBlobPush,
  tokens: measureTokenIssue,
  'docker-pull': measureDockerPull,
  replicas: measureTwoReplicas,
  memory: measureMemoryGrowth,
  collection: measureGarbageCollection,
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      quick: { type: 'boolean', default: false },
      runs: { type: 'string' },
      seconds: { type: 'string' },
      json: { type: 'string' },
      write: { type: 'string' },
      profile: { type: 'string' },
      rows: { type: 'string', default: '' },
    },
  })
  const names = positionals.length > 0 ? positionals : Object.keys(measures)
  const unknown = names.filter((name) => !(name in measures))
  if (unknown.length > 0) throw new Error(`Unknown: ${unknown.join(', ')}. Known: ${Object.keys(measures).join(', ')}.`)
  const runs = Number(values.runs ?? (values.quick ? 1 : 5))
  const seconds = Number(values.seconds ?? (values.quick ? 2 : 5))
  const flags = values.profile === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${resolve(values.profile)}`]
  const machine = await describeMachine()
  const sections: Section[] = []
  // Written after each section: a run takes long, and what was measured is not lost when a later one fails.
  await measureAll(names, { runs, seconds, wants: (what) => what.includes(values.rows) }, flags, (section) => {
    sections.push(section)
    process.stdout.write(`\n${section.id} ${section.title}: ${section.target}\n${plainTable(tableOf(section))}\n`)
    const report: Report = { machine, sections }
    if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(report, null, 2)}\n`)
    if (values.write !== undefined) {
      writeFileSync(values.write, withTables(readFileSync(values.write, 'utf8'), report))
    }
  })
}

async function measureAll(
  names: readonly string[],
  pace: Pick<Bench, 'runs' | 'seconds' | 'wants'>,
  flags: readonly string[],
  tell: (section: Section) => void,
): Promise<void> {
  const image = await benchImage()
  const started: Contestant[] = []
  try {
    const ours = await startOurStore(image, {}, flags)
    started.push(ours)
    for (const peer of [await startDistribution(), await startZot()]) if (peer) started.push(peer)
    const bench: Bench = { ours, peers: started.slice(1), image, ...pace }
    for (const name of names) {
      const section = await measures[name]?.(bench)
      if (section) tell(section)
    }
  } finally {
    for (const contestant of started) await contestant.stop()
  }
}

await main()
