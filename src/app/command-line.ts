import { Command } from 'commander'
import { type Config, readConfig, settings } from '../platform/config/config.ts'
import { DomainError } from '../platform/errors.ts'
import { type Log, openLog } from '../platform/log.ts'
import { importAdvisoriesCommand } from './commands/advisories.ts'
import { demoCommand } from './commands/demo.ts'
import { migrateCommand } from './commands/migrate.ts'
import { serveCommand, setupLinkCommand } from './commands/serve.ts'
import { version } from './version.ts'

/** What every command gets: the checked settings and a log. */
export interface CommandContext {
  readonly config: Config
  readonly log: Log
  /** Prints a line for people on standard output. */
  readonly print: (line: string) => void
}

/** Runs the command line; answers the exit code. Problems are told in a sentence on standard error, without a stack. */
export async function runCommand(argv: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  const program = new Command('chandlery')
    .description('A store for container software that you run yourself.')
    .version(version)
    .option('--config <file>', 'JSON file with settings; the environment wins over it')
    .addHelpText('after', `\nSettings (environment):\n${settingsHelp()}`)
  const context = (): CommandContext => {
    const config = readConfig(env, program.opts<{ config?: string }>().config ?? env.CHANDLERY_CONFIG)
    return { config, log: openLog(config.logLevel), print: (line) => process.stdout.write(`${line}\n`) }
  }
  program
    .command('serve')
    .description('run the store; the first start prints a one-time link that makes the first operator')
    .action(() => serveCommand(context()))
  program
    .command('demo')
    .description('run the store with demo publishers, products and customers when the data folder is empty')
    .action(() => demoCommand(context()))
  program
    .command('migrate')
    .description('bring the database up to date and stop')
    .action(() => migrateCommand(context()))
  program
    .command('setup-link')
    .description('print a new one-time link that makes an operator (while there is none)')
    .action(() => setupLinkCommand(context()))
  program
    .command('advisories')
    .description('advisory data')
    .command('import <path>')
    .description('import OSV records from a zip, a folder or a JSON file')
    .action((path: string) => importAdvisoriesCommand(context(), path))
  try {
    await program.parseAsync([...argv])
    return 0
  } catch (error) {
    if (!(error instanceof DomainError)) throw error
    process.stderr.write(`${error.message}\n`)
    return 1
  }
}

function settingsHelp(): string {
  return settings()
    .map(({ env, description, default: standard }) => {
      const value = standard === undefined ? '' : ` (default: ${String(standard)})`
      return `  ${env.padEnd(24)} ${description}${value}`
    })
    .join('\n')
}
