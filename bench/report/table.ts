import type { ContestantName } from '../contestants/contestant.ts'
import { isDuration, type Row, type Section } from '../registry/section.ts'

/** Cells of one table; the first line is the head. */
export type Table = readonly (readonly string[])[]

/** A section as a table: ours, peers, floor, ratios, latency, CPU, memory, and whether the target was met. */
export function tableOf(section: Section): Table {
  const { rows, unit } = section
  const has = (wanted: (row: Row) => unknown) => rows.some((row) => wanted(row) !== undefined)
  const columns: [string, (row: Row) => string][] = [['', ({ what }) => what]]
  const value = (name: ContestantName | 'idle') => (row: Row) => number(row.samples[name]?.value)
  columns.push([`ours, ${unit}`, value('ours')])
  if (has(({ samples }) => samples.distribution)) columns.push(['Distribution', value('distribution')])
  if (has(({ samples }) => samples.distribution ?? samples.zot)) {
    columns.push(['zot', (row) => (row.samples.zot ? number(row.samples.zot.value) : 'not at hand')])
  }
  if (has(({ samples }) => samples.floor)) columns.push(['floor', value('floor')])
  if (has(({ samples }) => samples.idle)) columns.push(['idle', value('idle')], ['÷ idle', (row) => ratio(row, 'idle')])
  if (has(({ samples }) => samples.distribution)) columns.push(['÷ Distribution', (row) => ratio(row, 'distribution')])
  if (has(({ samples }) => samples.floor)) columns.push(['÷ floor', (row) => ratio(row, 'floor')])
  if (has(({ samples }) => samples.ours?.p99)) {
    columns.push(['p99 ms', (row) => number(row.samples.ours?.p99)])
    if (has(({ samples }) => samples.distribution)) {
      columns.push(["Distribution's p99", (row) => number(row.samples.distribution?.p99)])
    }
    if (has(({ samples }) => samples.floor?.p99)) {
      columns.push(["floor's p99", (row) => number(row.samples.floor?.p99)])
    }
  }
  if (has(({ samples }) => samples.ours?.cpuMicros)) {
    const per = unit === 'MB/s' ? 'MB' : 'request'
    columns.push([`CPU µs/${per}`, (row) => number(row.samples.ours?.cpuMicros)])
    if (has(({ samples }) => samples.distribution)) {
      columns.push(["Distribution's", (row) => number(row.samples.distribution?.cpuMicros)])
      columns.push(['CPU ratio', cpuRatio])
    }
  }
  if (has(({ samples }) => samples.ours?.peakBytes)) {
    columns.push(['peak MB', (row) => megabytes(row.samples.ours?.peakBytes)])
    columns.push(['growth MB', (row) => megabytes(row.samples.ours?.growthBytes)])
  }
  columns.push(['target', (row) => verdict(section, row)])
  return [columns.map(([name]) => name), ...rows.map((row) => columns.map(([, cell]) => cell(row)))]
}

/** Whether the row's target was met; undefined when nothing was there to compare with. */
export function isMet(section: Section, row: Row): boolean | undefined {
  const verdicts = Object.values(verdictsOf(section, row))
  return verdicts.length === 0 ? undefined : verdicts.every(Boolean)
}

/** What the target asks for, each with whether it was met. */
function verdictsOf(section: Section, { samples, target }: Row): Record<string, boolean> {
  const { ours, distribution, zot } = samples
  const verdicts: Record<string, boolean> = {}
  if (!ours) return verdicts
  if (target.met !== undefined) verdicts.cost = target.met
  if (target.ratio !== undefined && distribution) {
    const isSlow = isDuration(section)
    const best = isSlow ? distribution.value : Math.max(distribution.value, peerShare(target.ratio, zot?.value))
    const quotient = ours.value / best
    verdicts.ratio = isSlow ? quotient <= target.ratio : quotient >= target.ratio
  }
  if (target.idleRatio !== undefined && samples.idle) {
    verdicts.ratio = ours.value / samples.idle.value <= target.idleRatio
  }
  if (target.least !== undefined) verdicts.rate = ours.value >= target.least
  if (target.p99 !== undefined && ours.p99 !== undefined) verdicts.p99 = ours.p99 <= target.p99
  if (target.growthBytes !== undefined && ours.growthBytes !== undefined) {
    verdicts.memory = ours.growthBytes <= target.growthBytes
  }
  return verdicts
}

/** zot counts where the target is "the faster of both" (1 ×), and at a quarter where 8 × and 2 × are asked for. */
const peerShare = (wanted: number, zot: number | undefined): number =>
  zot === undefined ? 0 : wanted >= 8 ? zot / 4 : zot

function verdict(section: Section, row: Row): string {
  if (Object.keys(row.target).length === 0) return ''
  const verdicts = Object.entries(verdictsOf(section, row))
  if (verdicts.length === 0) return 'no peer'
  const missed = verdicts.filter(([, met]) => !met).map(([what]) => what)
  return missed.length === 0 ? 'met' : `missed: ${missed.join(', ')}`
}

function ratio({ samples }: Row, other: ContestantName | 'idle'): string {
  const [mine, theirs] = [samples.ours?.value, samples[other]?.value]
  return mine === undefined || theirs === undefined ? '' : (mine / theirs).toFixed(2)
}

/** How much more CPU time Distribution takes for the same; other work on the machine changes this least. */
function cpuRatio({ samples }: Row): string {
  const [mine, theirs] = [samples.ours?.cpuMicros, samples.distribution?.cpuMicros]
  return mine === undefined || theirs === undefined || mine === 0 ? '' : (theirs / mine).toFixed(2)
}

const megabytes = (bytes: number | undefined): string => (bytes === undefined ? '' : String(Math.round(bytes / 1e6)))

function number(value: number | undefined): string {
  if (value === undefined) return ''
  if (value >= 100) return Math.round(value).toLocaleString('en')
  return value >= 10 ? value.toFixed(1) : value.toFixed(2)
}

/** For the terminal: columns lined up. */
export function plainTable(table: Table): string {
  const widths = (table[0] ?? []).map((_, column) => Math.max(...table.map((line) => line[column]?.length ?? 0)))
  return table
    .map((line) =>
      line
        .map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0)))
        .join('  '),
    )
    .join('\n')
}

/** For docs: the first column is text, the others are figures. */
export function markdownTable([head = [], ...lines]: Table): string {
  const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  return [row(head), row(head.map((_, column) => (column === 0 ? '---' : '---:'))), ...lines.map(row)].join('\n')
}
