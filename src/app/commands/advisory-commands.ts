import type { Command } from 'commander'
import type { CommandContext } from '../command-line.ts'
import type { ImportOptions } from './advisories.ts'

/** `chandlery advisories …`: the data that images are matched with. */
export function advisoryCommands(
  program: Command,
  context: (usual?: 'info' | 'warn') => CommandContext,
  /** The exit code: 1 when something was not taken over. */
  exit: (code: number) => void,
): void {
  const advisories = program.command('advisories').description('advisory data: import, fetch, age')
  advisories
    .command('import <paths...>')
    .description(
      'import OSV records from a zip, a folder or a JSON file, the KEV catalogue, EPSS lists, answers of the NVD API; on the ' +
        'embedded database: while the store is stopped',
    )
    .option('--feed <name>', 'the feed that the records belong to; default: the name of the file')
    .option('--whole', 'these are all records of the feed: others are gone (default for zips and catalogues)')
    .option('--part', 'these records join the others of the feed (default for folders and single records)')
    .action(async (paths: string[], options: ImportOptions) =>
      exit(await (await import('./advisories.ts')).importAdvisoriesCommand(context('warn'), paths, options)),
    )
  advisories
    .command('fetch [feeds...]')
    .description('fetch configured feeds now, all or the named ones; exit code 1 when one could not be had')
    .action(async (feeds: string[]) =>
      exit(await (await import('./advisories.ts')).fetchAdvisoriesCommand(context('warn'), feeds)),
    )
  advisories
    .command('list')
    .description('show the feeds of the store and how old they are')
    .action(async () => (await import('./advisories.ts')).listAdvisoriesCommand(context('warn')))
}
