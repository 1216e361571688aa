import { Command, CommanderError, InvalidArgumentError, Option } from 'commander'
import { UnusableImage } from '../src/scanner/index.ts'
import { PLUGIN, pluginArguments, pluginMetadata } from './docker-plugin.ts'
import { CommandProblem, exitCodes } from './exit-codes.ts'
import { policyClasses } from './scan/policy.ts'
import { formats, runScan, type ScanOptions } from './scan/run-scan.ts'
import type { ReadLayerBytes } from './scan/take-apart.ts'

/** What the command is given from outside. */
export interface World {
  readonly version: string
  readonly docker: string
  readonly read: ReadLayerBytes
  readonly out: (text: string) => void
  readonly err: (text: string) => void
  /** Whether people look at the error output: then it shows progress. */
  readonly watched: boolean
}

/** Runs the command; answers the exit code. Problems are told in a sentence, without a stack. */
export async function runProgram(args: readonly string[], world: World): Promise<number> {
  if (args[0] === 'docker-cli-plugin-metadata') {
    world.out(`${pluginMetadata(world.version)}\n`)
    return exitCodes.fine
  }
  const { docker, own } = pluginArguments(args)
  let code: number = exitCodes.fine
  const program = newProgram(world)
  const scan = program
    .command('scan')
    .argument(
      '<image-or-file>',
      'an image of the local docker, an archive of docker save, an OCI image layout, or a root file system',
    )
  withScanOptions(scan).action(async (input: string, options: ScanOptions) => {
    const line = new ProgressLine(world)
    code = await runScan(input, options, {
      version: world.version,
      docker: { program: world.docker, options: docker },
      read: world.read,
      print: (text) => line.aside(() => world.out(text)),
      note: (text) => line.aside(() => world.err(`${text}\n`)),
      progress: (text) => line.show(text),
    }).finally(() => line.show(''))
  })
  try {
    await program.parseAsync([...own], { from: 'user' })
    return code
  } catch (error) {
    return told(error, world)
  }
}

function newProgram(world: World): Command {
  return new Command(`docker ${PLUGIN}`)
    .description('Look into container images: what they are made of, and what is known to be wrong with it.')
    .version(world.version)
    .exitOverride()
    .configureOutput({ writeOut: world.out, writeErr: world.err })
}

function withScanOptions(command: Command): Command {
  return command
    .description('list the components of an image and the vulnerabilities that are known of them')
    .addOption(
      new Option('-f, --format <format>', 'how the report is written').choices(Object.keys(formats)).default('table'),
    )
    .option('-o, --output <file>', 'write the report to a file')
    .addOption(
      new Option('-a, --advisories <path>', 'OSV records: a zip, or a folder of zips or records; may be repeated')
        .argParser((path: string, before: string[]) => [...before, path])
        .default([], 'none: components only'),
    )
    .addOption(
      new Option('--fail-on <class>', 'exit code 1 when there is such a finding, or a worse one').choices(
        policyClasses,
      ),
    )
    .option('--name <reference>', 'which image of an archive or layout that holds several')
    .option('--platform <os/architecture>', 'which platform of a layout that holds several', platform)
    .addHelpText('after', exitHelp)
}

function platform(text: string): string {
  if (!/^[a-z0-9]+\/[a-z0-9_]+(\/[a-z0-9]+)?$/.test(text)) throw new InvalidArgumentError('Write it as linux/arm64.')
  return text
}

const exitHelp = `
Exit codes:
  0   everything was examined, and the policy holds
  1   the policy does not hold (--fail-on)
  8   something was not examined; the report says what
  2   the input or an option is not usable
  4   there is no such image, file or folder
  6   the input is larger than what is read
  7   docker cannot be asked`

function told(error: unknown, { err }: World): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.fine : exitCodes.invalid
  if (error instanceof CommandProblem || error instanceof UnusableImage) {
    err(`${error.message}\n`)
    return exitCodes[error.kind]
  }
  const { code, message } = error as NodeJS.ErrnoException
  if (code === 'EACCES' || code === 'EPERM') {
    err(`There is no permission to read that: ${message}.\n`)
    return exitCodes.forbidden
  }
  err(`That should not have happened: ${error instanceof Error ? error.stack : String(error)}\n`)
  return exitCodes.defect
}

/** One line on the error output that tells what is going on, where people look at it. */
class ProgressLine {
  readonly #world: World
  #shown = ''

  constructor(world: World) {
    this.#world = world
  }

  show(text: string): void {
    if (!this.#world.watched || text === this.#shown) return
    this.#shown = text
    this.#world.err(text === '' ? '\r\x1b[K' : `\r\x1b[K${text} …`)
  }

  /** Whatever else is written comes before the line. */
  aside(write: () => void): void {
    const text = this.#shown
    this.show('')
    write()
    this.show(text)
  }
}
