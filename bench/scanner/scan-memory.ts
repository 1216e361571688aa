import { execFile } from 'node:child_process'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { Pace, ScannerSection } from './section.ts'

const MIB = 1024 * 1024

/** PRF-08 (SCN-004): the most resident memory of a process that does nothing but scan. */
export async function measureScanMemory({ quick }: Pace): Promise<ScannerSection> {
  const bytes = (quick ? 1 : 8) * 1024 * MIB
  const files = quick ? 300_000 : 3_000_000
  const large = await peak('large', bytes)
  const many = await peak('many', files)
  return {
    id: 'PRF-08',
    title: 'Memory of a scan',
    target: 'at most 300 MiB for 8 GiB in 74 layers; at most 500 MiB for 3 million empty files',
    figures: [
      { what: `${bytes / 1024 / MIB} GiB in 74 layers`, value: large / MIB, unit: 'MiB', most: 300 },
      { what: `${files.toLocaleString('en-US')} empty files in one layer`, value: many / MIB, unit: 'MiB', most: 500 },
    ],
    notes: ['Each in a process of its own; the layers are made while they are read, and their making counts, too.'],
  }
}

async function peak(what: string, size: number): Promise<number> {
  const probe = fileURLToPath(new URL('./memory-probe.ts', import.meta.url))
  const tsx = createRequire(import.meta.url).resolve('tsx')
  const { stdout } = await promisify(execFile)(process.execPath, ['--import', tsx, probe, what, String(size)])
  return Number(stdout.trim().split('\n').at(-1))
}
