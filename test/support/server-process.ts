import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import type { SentMail } from '../../src/app/demo/people.ts'
import { projectRoot } from '../../src/app/version.ts'
import { readOutbox } from '../../src/platform/mail/outbox-mailer.ts'

const program = join(projectRoot, 'dist', 'src', 'main.js')

/** A store as an operator runs it: a process of its own on a data folder, which can be killed at any moment. */
export class ServerProcess {
  readonly dataDir: string
  readonly baseUrl: string
  readonly #env: NodeJS.ProcessEnv
  /** What Node is given before the command: flags and the program. */
  readonly #run: readonly string[]
  #child: ChildProcess | undefined
  #printed = ''

  private constructor(dataDir: string, port: number, env: NodeJS.ProcessEnv, run: readonly string[]) {
    this.dataDir = dataDir
    this.baseUrl = `http://127.0.0.1:${port}`
    this.#run = run
    this.#env = {
      ...process.env,
      CHANDLERY_DATA_DIR: dataDir,
      CHANDLERY_HOST: '127.0.0.1',
      CHANDLERY_PORT: String(port),
      CHANDLERY_PUBLIC_URL: this.baseUrl,
      CHANDLERY_LOG_LEVEL: 'warn',
      ...env,
    }
  }

  /**
   * Prepares a store on an empty folder; nothing runs yet. `flags` are for Node, such as `--cpu-prof`; `main` is what runs
   * instead of the built store.
   */
  static async prepare(
    env: NodeJS.ProcessEnv = {},
    flags: readonly string[] = [],
    main = program,
  ): Promise<ServerProcess> {
    if (!existsSync(main)) throw new Error(`${main} is missing. Run npm run build first.`)
    return new ServerProcess(await mkdtemp(join(tmpdir(), 'chandlery-server-')), await freePort(), env, [
      ...flags,
      main,
    ])
  }

  /** Starts and waits until it answers; answers after how many milliseconds. */
  async start(command = 'serve'): Promise<number> {
    const begun = performance.now()
    this.#printed = ''
    const child = spawn(process.execPath, [...this.#run, command], {
      env: this.#env,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    this.#child = child
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (chunk: Buffer) => {
        this.#printed += chunk.toString()
      })
    }
    while (!(await this.#ready())) {
      if (child.exitCode !== null) throw new Error(`The server ended with ${child.exitCode}:\n${this.#printed}`)
      if (performance.now() - begun > 180_000) throw new Error(`The server did not answer:\n${this.#printed}`)
      await wait(25)
    }
    return performance.now() - begun
  }

  /** The running process, for those who measure it. */
  get pid(): number {
    const pid = this.#child?.pid
    if (pid === undefined) throw new Error('The server does not run.')
    return pid
  }

  /** Waits until the process has printed something like this; answers the match. */
  async prints(pattern: RegExp): Promise<RegExpExecArray> {
    for (let tries = 0; tries < 400; tries++) {
      const match = pattern.exec(this.#printed)
      if (match) return match
      await wait(25)
    }
    throw new Error(`The server did not print ${pattern}:\n${this.#printed}`)
  }

  /** Runs a second program on the same data folder to its end. */
  async rival(args: readonly string[]): Promise<{ code: number | null; printed: string }> {
    const env = { ...this.#env, CHANDLERY_PORT: String(await freePort()) }
    const child = spawn(process.execPath, [...this.#run, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] })
    let printed = ''
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (chunk: Buffer) => {
        printed += chunk.toString()
      })
    }
    return new Promise((resolve) => child.once('close', (code) => resolve({ code, printed })))
  }

  signal(name: NodeJS.Signals): void {
    this.#child?.kill(name)
  }

  /** kill -9: nothing in the process learns of it. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL')
  }

  /** SIGTERM: the graceful way. Answers the exit code. */
  stop(): Promise<number | null> {
    return this.#end('SIGTERM')
  }

  mails = async (): Promise<readonly SentMail[]> => {
    const folder = join(this.dataDir, 'outbox')
    return existsSync(folder) ? readOutbox(folder) : []
  }

  async remove(): Promise<void> {
    await this.kill()
    await rm(this.dataDir, { recursive: true, force: true })
  }

  async #ready(): Promise<boolean> {
    try {
      return (await fetch(`${this.baseUrl}/readyz`)).ok
    } catch {
      return false
    }
  }

  async #end(signal: NodeJS.Signals): Promise<number | null> {
    const child = this.#child
    if (!child || child.exitCode !== null || child.signalCode !== null) return child?.exitCode ?? null
    const ended = new Promise<number | null>((resolve) => child.once('exit', resolve))
    child.kill(signal)
    return ended
  }
}

/** A port of 127.0.0.1 that was free a moment ago. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
}
