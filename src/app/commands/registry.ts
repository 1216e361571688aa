import type { Command } from 'commander'
import type { CommandContext } from '../command-line.ts'

/** `chandlery registry …`: what operators do with the images of the store. Each command loads what it needs. */
export function registryCommands(
  program: Command,
  context: (usual?: 'info' | 'warn') => CommandContext,
  /** The exit code, for commands that find something: 1 when they do. */
  exit: (code: number) => void,
): void {
  const registry = program.command('registry').description('images of the store: archives, damage, garbage collection')
  registry
    .command('verify')
    .description('read stored blobs again and find damage; exit code 1 when there is any')
    .option('--rate <rate>', 'bytes per second, such as 50MB/s; 0 is as fast as it goes', '0')
    .option('--repository <repository>', 'only what this repository hands out')
    .option('--all', 'also what was verified in the last 30 days')
    .action(async (options: { rate: string; repository?: string; all?: true }) =>
      exit(await (await import('./registry-verify.ts')).verifyCommand(context('warn'), options)),
    )
  registry
    .command('export <what> <file>')
    .description(
      'write a product (its slug), a repository (acme/widget) or one image (acme/widget:1.0, acme/widget@sha256:…) with its ' +
        'signatures as an OCI image layout archive; "-" writes to standard output',
    )
    .action(async (what: string, file: string) =>
      (await import('./registry-archives.ts')).exportCommand(context('warn'), what, file),
    )
  registry
    .command('import <file>')
    .description('take over the images of an OCI image layout archive; "-" reads from standard input')
    .option('--into <repository>', 'repository for all of them, with a tag for a single image: acme/widget:1.0')
    .option('--from <repository>', 'only what the archive says is of this repository')
    .action(async (file: string, options: { into?: string; from?: string }) =>
      (await import('./registry-archives.ts')).importCommand(context('warn'), file, options),
    )
  registry
    .command('collect')
    .description('collect garbage now and to the end (on the embedded database: while the store is stopped)')
    .option('--dry-run', 'only say what would go')
    .action(async (options: { dryRun?: boolean }) =>
      (await import('./registry-collection.ts')).collectCommand(context(), options),
    )
}
