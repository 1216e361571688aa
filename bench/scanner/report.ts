import type { Machine } from '../report/machine.ts'
import { type Figure, isMet, type ScannerSection } from './section.ts'

/** Everything of one run; this is what --json writes. */
export interface ScannerReport {
  readonly machine: Machine
  readonly runs: number
  readonly sections: readonly ScannerSection[]
}

/** A section for the terminal. */
export function plainSection({ id, title, target, figures }: ScannerSection): string {
  const cells = figures.map(cellsOf)
  const width = (column: number) => Math.max(...cells.map((row) => row[column]?.length ?? 0))
  const lines = cells.map((row) =>
    row.map((cell, n) => (n === 0 ? cell.padEnd(width(0)) : cell.padStart(width(n)))).join('  '),
  )
  return [`${id} ${title}: ${target}`, ...lines].join('\n')
}

/** Replaces the tables of the measured sections in a document; each stands between two marks that carry its id. */
export function withSections(document: string, { machine, runs, sections }: ScannerReport): string {
  return sections.reduce((text, section) => {
    const [begin, end] = [`<!-- ${section.id}: written by npm run bench:scanner -->`, `<!-- end of ${section.id} -->`]
    const [from, to] = [text.indexOf(begin), text.indexOf(end)]
    if (from < 0 || to < from) throw new Error(`The document has no place for ${section.id}: ${begin} … ${end}`)
    return `${text.slice(0, from + begin.length)}\n${markdownSection(section, machine, runs)}\n${text.slice(to)}`
  }, document)
}

function markdownSection({ target, figures, notes }: ScannerSection, machine: Machine, runs: number): string {
  const missed = figures.filter((figure) => isMet(figure) === false).length
  return [
    `Target: ${target}. **${missed === 0 ? 'Met.' : `Missed in ${missed} of ${figures.length} rows.`}**`,
    '',
    '|  | measured | limit | target |',
    '| --- | ---: | ---: | ---: |',
    ...figures.map((figure) => `| ${cellsOf(figure).join(' | ')} |`),
    '',
    ...notes.map((note) => `- ${note}`),
    `- ${runs === 1 ? 'One run' : `Medians of ${runs} runs`}, commit ${machine.commit}, ${machine.takenAt} UTC. ` +
      `${machine.cpu}, ${machine.cores} cores, ${machine.memoryGiB} GiB, Linux ${machine.kernel}, Node ${machine.node}.`,
  ].join('\n')
}

function cellsOf(figure: Figure): [what: string, value: string, limit: string, verdict: string] {
  const { what, value, unit, most, least } = figure
  const met = isMet(figure)
  const limit =
    most !== undefined ? `≤ ${number(most)} ${unit}` : least !== undefined ? `≥ ${number(least)} ${unit}` : ''
  return [what, `${number(value)} ${unit}`, limit, met === undefined ? '' : met ? 'met' : 'missed']
}

function number(value: number): string {
  const digits = value === 0 || Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2
  return value.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits })
}
