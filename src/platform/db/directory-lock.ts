import { randomUUID } from 'node:crypto'
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, unlinkSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { hostname } from 'node:os'
import { join } from 'node:path'
import type { Log } from '../log.ts'
import { dataFolderInUse } from './errors.ts'

/** A held lock on a data folder. */
export interface DirectoryLock {
  release(): void
}

/** Who holds the lock, as written in the lock file. */
interface LockOwner {
  readonly token: string
  readonly pid: number
  readonly host: string
  /** The kernel's start time of the process, to tell a reused pid from a living owner; absent where there is no /proc. */
  readonly processStart?: string
  readonly since: string
  readonly socketPath: string
}

const heldHere = new Set<string>()

/**
 * Takes the data folder for this process (EDB-02). A living owner is never robbed: throws `platform.data_folder_in_use`.
 * A dead owner's lock is replaced, with a log line.
 */
export async function lockDirectory(directory: string, socketPath: string, log: Log): Promise<DirectoryLock> {
  mkdirSync(directory, { recursive: true, mode: 0o700 })
  const path = join(directory, 'lock')
  const owner = ownerHere(socketPath)
  // Written aside and linked: the lock appears whole or not at all.
  const mine = join(directory, `lock.${owner.token}`)
  writeFileSync(mine, JSON.stringify(owner), { mode: 0o600, flag: 'wx' })
  try {
    while (!tryLink(mine, path)) await removeDeadOwner(directory, path, log)
  } finally {
    unlinkSync(mine)
  }
  heldHere.add(owner.token)
  return {
    release() {
      heldHere.delete(owner.token)
      if (readOwner(path)?.token === owner.token) rmSync(path, { force: true })
    },
  }
}

function ownerHere(socketPath: string): LockOwner {
  const processStart = processStartOf(process.pid)
  return {
    token: randomUUID(),
    pid: process.pid,
    host: hostname(),
    ...(processStart === undefined ? {} : { processStart }),
    since: new Date().toISOString(),
    socketPath,
  }
}

async function removeDeadOwner(directory: string, path: string, log: Log): Promise<void> {
  const found = readOwner(path)
  if (!found) return
  if (await isAlive(found)) throw dataFolderInUse({ directory, pid: found.pid, since: found.since })
  const aside = join(directory, `lock.dead.${randomUUID()}`)
  if (!tryRename(path, aside)) return
  // Another starter may have replaced the dead lock in between; then what we moved is its lock, and it goes back.
  const moved = readOwner(aside)
  if (moved && moved.token !== found.token) tryLink(aside, path)
  else log.warn({ 'lock.pid': found.pid, 'lock.since': found.since }, 'replaced the lock of a process that is gone')
  unlinkSync(aside)
}

/** Alive: the database's socket answers, or the process that wrote the lock lives on this machine. */
async function isAlive(owner: LockOwner): Promise<boolean> {
  if (heldHere.has(owner.token)) return true
  if (await answers(owner.socketPath)) return true
  if (owner.host !== hostname() || owner.pid === process.pid || !processExists(owner.pid)) return false
  const start = processStartOf(owner.pid)
  return start === undefined || owner.processStart === undefined || start === owner.processStart
}

function answers(socketPath: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(socketPath)
    const done = (answer: boolean) => {
      socket.destroy()
      resolve(answer)
    }
    socket.setTimeout(1000, () => done(false))
    socket.once('connect', () => done(true))
    socket.once('error', () => done(false))
  })
}

function processExists(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return hasCode(error, 'EPERM')
  }
}

/** Boot id and start ticks of a process: together they name it once and for all. */
function processStartOf(pid: number): string | undefined {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The command name may hold spaces and brackets; fields are counted after its last bracket.
    const ticks = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]
    return ticks === undefined ? undefined : `${boot}/${ticks}`
  } catch {
    return undefined
  }
}

function readOwner(path: string): LockOwner | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as LockOwner
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined
    throw error
  }
}

function tryLink(from: string, to: string): boolean {
  try {
    linkSync(from, to)
    return true
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false
    throw error
  }
}

function tryRename(from: string, to: string): boolean {
  try {
    renameSync(from, to)
    return true
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return false
    throw error
  }
}

function hasCode(error: unknown, code: string): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === code
}
