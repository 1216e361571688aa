// `npm run new module NAME | usecase MODULE NAME | migration NAME | page AREA/NAME`
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import {
  type Beginning,
  changelogLine,
  newMigration,
  newModule,
  newPage,
  newUseCase,
  withChangelogLine,
} from './beginnings.ts'
import { root } from './command.ts'

const usage = 'npm run new module NAME | usecase MODULE NAME | migration NAME | page AREA/NAME'

function beginning([kind, first, second]: readonly string[]): Beginning {
  if (kind === 'module' && first) return newModule(first)
  if (kind === 'usecase' && first && second) return newUseCase(first, second)
  if (kind === 'migration' && first) return newMigration(first, readdirSync(join(root, 'migrations')))
  if (kind === 'page' && first) return newPage(first)
  throw new Error(usage)
}

function main(args: readonly string[]): number {
  try {
    const { files, next } = beginning(args)
    const taken = files.find(({ path }) => existsSync(join(root, path)))
    if (taken) throw new Error(`${taken.path} exists already. Choose another name, or edit it.`)
    for (const { path, text } of files) {
      mkdirSync(dirname(join(root, path)), { recursive: true })
      writeFileSync(join(root, path), text)
      process.stdout.write(`made ${path}\n`)
    }
    if (args[0] === 'usecase' && args[1] && args[2]) addToChangelog(changelogLine(args[1], args[2]))
    for (const step of next) process.stdout.write(`next: ${step}\n`)
    return 0
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n`)
    return 1
  }
}

function addToChangelog(line: string): void {
  const path = join(root, 'CHANGELOG.md')
  writeFileSync(path, withChangelogLine(readFileSync(path, 'utf8'), line))
  process.stdout.write('added a line to CHANGELOG.md\n')
}

process.exitCode = main(process.argv.slice(2))
