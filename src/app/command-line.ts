import { Command } from 'commander'
import { type Config, readConfig, settings } from '../platform/config/config.ts'
import type { Database } from '../platform/db/database.ts'
import { openDatabase } from '../platform/db/open-database.ts'
import { DomainError } from '../platform/errors.ts'
import { type Log, type LogLevel, openLog } from '../platform/log.ts'
import { advisoryCommands } from './commands/advisory-commands.ts'
import { registryCommands } from './commands/registry.ts'
import { version } from './version.ts'

/** What every command gets: the checked settings and a log. */
export interface CommandContext {
  readonly config: Config
  readonly log: Log
  /** Prints a line for people on standard output. */
  readonly print: (line: string) => void
}

/** What a command that runs the store gets: the database is being opened while the rest of the program is loaded. */
export interface ServingContext extends CommandContext {
  readonly database: Promise<Database>
}

/** Runs the command line; answers the exit code. Problems are told in a sentence on standard error, without a stack. */
export async function runCommand(argv: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  const program = new Command('chandlery')
    .description('A store for container software that you run yourself.')
    .version(version)
    .option('--config <file>', 'JSON file with settings; the environment wins over it')
    .addHelpText('after', `\nSettings (environment):\n${settingsHelp()}`)
  const context = (usual: LogLevel = 'info'): CommandContext => {
    const config = readConfig(env, program.opts<{ config?: string }>().config ?? env.CHANDLERY_CONFIG)
    const log = openLog(config.logLevel === 'info' ? usual : config.logLevel)
    return { config, log, print: (line) => process.stdout.write(`${line}\n`) }
  }
  // Each command brings its part of the program: what it does not need is not loaded.
  program
    .command('serve')
    .description('run the store; the first start prints a one-time link that makes the first operator')
    .action(async () => {
      const serving = openEarly(context())
      const { serveCommand } = await import('./commands/serve.ts')
      await serveCommand(serving)
    })
  program
    .command('demo')
    .description('run the store with demo publishers, products and customers when the data folder is empty')
    .action(async () => {
      // People read this terminal: only warnings join the introduction.
      const serving = openEarly(context('warn'))
      const { demoCommand } = await import('./commands/demo.ts')
      await demoCommand(serving)
    })
  program
    .command('migrate')
    .description('bring the database up to date and stop')
    .action(async () => (await import('./commands/migrate.ts')).migrateCommand(context()))
  program
    .command('setup-link')
    .description('print a new one-time link that makes an operator (while there is none)')
    .action(async () => (await import('./commands/serve.ts')).setupLinkCommand(context()))
  let code = 0
  advisoryCommands(program, context, (found) => {
    code = found
  })
  program
    .command('doctor')
    .description('examine settings, database and stored images, and say what is wrong; exit code 1 when something is')
    .option('--repair', 'repair what can be repaired, and say each thing')
    .option('--json', 'one JSON document instead of lines')
    .action(async (options: { repair?: true; json?: true }) => {
      code = await (await import('./commands/doctor.ts')).doctorCommand(context('warn'), options)
    })
  registryCommands(program, context, (found) => {
    code = found
  })
  try {
    await program.parseAsync([...argv])
    return code
  } catch (error) {
    if (!(error instanceof DomainError)) throw error
    process.stderr.write(`${error.message}\n`)
    return 1
  }
}

/** Begins to open the database, whose thread works while the rest of the program is loaded. */
function openEarly(context: CommandContext): ServingContext {
  const { config, log } = context
  const database = openDatabase({
    dataDir: config.dataDir,
    log,
    ...(config.databaseUrl !== undefined && { databaseUrl: config.databaseUrl }),
    onDeath: (reason) => {
      // Nothing works without the database; whoever watches over the process starts it again.
      log.error({ err: reason }, 'The embedded database has died. Stopping, so that the store is started again')
      process.exit(70)
    },
  })
  // Who awaits it hears of a failure; until then it must not count as unhandled.
  database.catch(() => {})
  return { ...context, database }
}

function settingsHelp(): string {
  return settings()
    .map(({ env, description, default: standard }) => {
      const value = standard === undefined ? '' : ` (default: ${String(standard)})`
      return `  ${env.padEnd(24)} ${description}${value}`
    })
    .join('\n')
}
