import { type ChildProcess, spawn } from 'node:child_process'
import { setTimeout as wait } from 'node:timers/promises'
import type { Target } from '../load/connection.ts'

/** Who is measured; the names are the columns of the tables. */
export type ContestantName = 'ours' | 'distribution' | 'zot' | 'floor'

/** A server under load. */
export interface Contestant {
  readonly name: ContestantName
  readonly pid: number
  /** Where repositories of the purpose are: published and gated content is elsewhere than what is being pushed. */
  repository(purpose: Purpose): string
  /** Address and headers of requests about the purpose, with a fresh token where one is asked for. */
  target(purpose: Purpose): Promise<Target>
  /** Takes a pushed blob's bytes off the disk again. */
  dropBlob(digest: string): Promise<void>
  stop(): Promise<void>
}

/** Pulling published content, pushing to a staging repository, and pulling from there what was pushed. */
export type Purpose = 'published' | 'blobs' | 'pushed'

/** Starts a program and waits until it answers on its port. */
export async function startProgram(
  program: string,
  args: readonly string[],
  port: number,
): Promise<{ pid: number; stop: () => Promise<void> }> {
  const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'pipe'] })
  let complaint = ''
  child.stderr.on('data', (chunk: Buffer) => {
    complaint = (complaint + chunk.toString()).slice(-4000)
  })
  for (let tries = 0; !(await answers(port)); tries++) {
    if (child.exitCode !== null || tries > 400) throw new Error(`${program} did not start:\n${complaint}`)
    await wait(25)
  }
  return { pid: child.pid ?? 0, stop: () => end(child) }
}

async function answers(port: number): Promise<boolean> {
  try {
    await fetch(`http://127.0.0.1:${port}/v2/`)
    return true
  } catch {
    return false
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGTERM')
  const patience = setTimeout(() => child.kill('SIGKILL'), 5000)
  await ended
  clearTimeout(patience)
}
