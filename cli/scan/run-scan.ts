import { writeFile } from 'node:fs/promises'
import {
  cycloneDx,
  findingsOf,
  lookupKeys,
  presentComponents,
  reportJson,
  type ScanReport,
  sarif,
  spdx,
  table,
  unexamined,
  worstFindings,
} from '../../src/scanner/index.ts'
import { CommandProblem, exitCodes } from '../exit-codes.ts'
import { type AdvisoryPacks, readAdvisoryPacks } from './advisory-packs.ts'
import type { Docker } from './docker-save.ts'
import { type PolicyClass, violations } from './policy.ts'
import { type ReadLayerBytes, takeApart } from './take-apart.ts'

/** The outputs, by the word of `--format`. */
export const formats = { table, json: reportJson, cyclonedx: cycloneDx, spdx, sarif } as const
export type Format = keyof typeof formats

export interface ScanOptions {
  readonly format: Format
  /** A file; absent: standard output. */
  readonly output?: string
  readonly advisories: readonly string[]
  readonly failOn?: PolicyClass
  readonly name?: string
  readonly platform?: string
}

/** The world around a scan. */
export interface ScanWorld {
  readonly version: string
  readonly docker: Docker
  readonly read: ReadLayerBytes
  readonly print: (text: string) => void
  /** A line for people beside the report: warnings and the result of the policy. */
  readonly note: (line: string) => void
  /** What is going on; it is overwritten by the next. */
  readonly progress: (text: string) => void
}

/** Scans one input, writes the report, and answers the exit code; the policy changes nothing in the report (OUT-3). */
export async function runScan(input: string, options: ScanOptions, world: ScanWorld): Promise<number> {
  if (options.failOn !== undefined && options.advisories.length === 0) {
    throw new CommandProblem(
      'invalid',
      '--fail-on needs --advisories: without them nothing is compared, and nothing could fail.',
    )
  }
  const choice = {
    ...(options.name !== undefined && { name: options.name }),
    ...(options.platform !== undefined && { platform: options.platform }),
  }
  const { docker, read, progress } = world
  const taken = await takeApart({ input, choice, docker, read, progress })
  const made: ScanReport = { tool: { name: 'chandlery', version: world.version }, ...taken, findings: [] }
  const report = options.advisories.length === 0 ? made : await compared(made, options.advisories, world)
  progress('')
  await write(formats[options.format](report), options, world)
  return exitCode(report, options, world)
}

async function compared(report: ScanReport, paths: readonly string[], world: ScanWorld): Promise<ScanReport> {
  const present = presentComponents(report)
  const packs = await readAdvisoryPacks(paths, present.flatMap(lookupKeys), (records) => {
    if (records % 500 === 0) world.progress(`Read ${records} advisories`)
  })
  tellRejected(packs, world)
  return { ...report, findings: findingsOf(present, packs.source), feeds: packs.feeds }
}

function tellRejected({ rejected, records, example }: AdvisoryPacks, { note }: ScanWorld): void {
  if (rejected > 0) note(`${rejected} of ${records} advisories could not be understood, the first: ${example ?? ''}.`)
}

async function write(text: string, { output }: ScanOptions, { print }: ScanWorld): Promise<void> {
  if (output === undefined) return print(text)
  try {
    await writeFile(output, text)
  } catch (error) {
    throw new CommandProblem('invalid', `The report cannot be written to ${output}: ${(error as Error).message}.`)
  }
}

function exitCode(report: ScanReport, { failOn }: ScanOptions, { note }: ScanWorld): number {
  const found = failOn === undefined ? [] : violations(worstFindings(report), failOn)
  const missing = unexamined(report)
  if (missing.length > 0) note(`Not everything was examined: ${missing.join(' ')}`)
  if (found.length > 0) {
    const worst = found.slice(0, 3).map(({ finding, component }) => `${finding.advisoryId} in ${component.name}`)
    const more = found.length > worst.length ? ` and ${found.length - worst.length} more` : ''
    note(`The policy does not allow ${failOn} findings: ${worst.join(', ')}${more}.`)
    return exitCodes.policy_failed
  }
  if (!report.image.complete) return exitCodes.partial
  if (failOn !== undefined) note(`The policy holds: nothing is ${failOn}${failOn === 'critical' ? '' : ' or worse'}.`)
  return exitCodes.fine
}
