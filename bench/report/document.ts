import type { Section } from '../registry/section.ts'
import type { Machine } from './machine.ts'
import { isMet, markdownTable, tableOf } from './table.ts'

/** Everything of one run of the benchmark; this is what --json writes. */
export interface Report {
  readonly machine: Machine
  readonly sections: readonly Section[]
}

/** Replaces the tables of the measured sections in a document; each stands between two marks that carry its id. */
export function withTables(document: string, { machine, sections }: Report): string {
  return sections.reduce((text, section) => {
    const [begin, end] = [`<!-- ${section.id}: written by npm run bench:registry -->`, `<!-- end of ${section.id} -->`]
    const [from, to] = [text.indexOf(begin), text.indexOf(end)]
    if (from < 0 || to < from) throw new Error(`The document has no place for ${section.id}: ${begin} … ${end}`)
    return `${text.slice(0, from + begin.length)}\n${sectionText(section, machine)}\n${text.slice(to)}`
  }, document)
}

function sectionText(section: Section, machine: Machine): string {
  const missed = section.rows.filter((row) => isMet(section, row) === false).length
  const outcome = missed === 0 ? 'Met.' : `Missed in ${missed} of ${section.rows.length} rows.`
  return [
    `Target: ${section.target}. **${outcome}**`,
    '',
    markdownTable(tableOf(section)),
    '',
    ...section.notes.map((note) => `- ${note}`),
    `- ${section.runs === 1 ? 'One run' : `Medians of ${section.runs} runs`}, commit ${machine.commit}, ${machine.takenAt} UTC. ` +
      `${machine.cpu}, ${machine.cores} cores, ${machine.memoryGiB} GiB, Linux ${machine.kernel}, Node ${machine.node}.`,
  ].join('\n')
}
