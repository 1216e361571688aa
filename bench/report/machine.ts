import { cpus, release, totalmem } from 'node:os'
import { run } from '../../scripts/command.ts'

/** Where the figures were taken. */
export interface Machine {
  readonly cpu: string
  readonly cores: number
  readonly memoryGiB: number
  readonly kernel: string
  readonly node: string
  readonly commit: string
  readonly takenAt: string
}

/** The facts of this machine and of the code under test. */
export async function describeMachine(): Promise<Machine> {
  const [head, changes] = await Promise.all([
    run('git', ['rev-parse', '--short', 'HEAD']),
    run('git', ['status', '--porcelain', 'src', 'package-lock.json']),
  ])
  return {
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: cpus().length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    kernel: release(),
    node: process.version,
    commit: head.stdout.trim() + (changes.stdout.trim() === '' ? '' : ', with changes'),
    takenAt: new Date().toISOString().slice(0, 16).replace('T', ' '),
  }
}
