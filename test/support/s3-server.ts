import { type ChildProcess, spawn } from 'node:child_process'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import type { S3Settings } from '../../src/platform/blobs/s3-settings.ts'
import { freePort } from './server-process.ts'

const credentials = { accessKeyId: 'chandler', secretAccessKey: 'tallow-and-wicks' }
const bucket = 'shelf'

/** An S3 server of its own (versitygw) over a folder, with one bucket. It can be stopped and started again. */
export class S3Server {
  readonly #program: string
  readonly #folder: string
  readonly #port: number
  #child: ChildProcess | undefined

  private constructor(program: string, folder: string, port: number) {
    this.#program = program
    this.#folder = folder
    this.#port = port
  }

  /** Starts it and waits until it answers. `program` is the path of versitygw. */
  static async start(program: string): Promise<S3Server> {
    const folder = await mkdtemp(join(tmpdir(), 'chandlery-s3-'))
    await mkdir(join(folder, bucket))
    const server = new S3Server(program, folder, await freePort())
    await server.start()
    return server
  }

  /** What a store needs to know to use it. */
  get settings(): S3Settings {
    return {
      bucket,
      region: 'us-east-1',
      endpoint: `http://127.0.0.1:${this.#port}`,
      forcePathStyle: true,
      credentials,
      checksums: 'when_required',
    }
  }

  /** The same as variables of the program. */
  get env(): NodeJS.ProcessEnv {
    return {
      CHANDLERY_S3_BUCKET: bucket,
      CHANDLERY_S3_ENDPOINT: `http://127.0.0.1:${this.#port}`,
      CHANDLERY_S3_FORCE_PATH_STYLE: 'true',
      CHANDLERY_S3_ACCESS_KEY_ID: credentials.accessKeyId,
      CHANDLERY_S3_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    }
  }

  async start(): Promise<void> {
    const { accessKeyId, secretAccessKey } = credentials
    const child = spawn(
      this.#program,
      [
        '--access',
        accessKeyId,
        '--secret',
        secretAccessKey,
        '--port',
        `127.0.0.1:${this.#port}`,
        '--quiet',
        '--keep-alive',
        'posix',
        this.#folder,
      ],
      { stdio: 'ignore' },
    )
    this.#child = child
    while (!(await this.#answers())) {
      if (child.exitCode !== null) throw new Error(`The S3 server ended with ${child.exitCode}.`)
      await wait(50)
    }
  }

  /** Gone at once, as when its machine loses power; what it holds stays. */
  async stop(): Promise<void> {
    const child = this.#child
    if (!child || child.exitCode !== null || child.signalCode !== null) return
    const ended = new Promise((resolve) => child.once('exit', resolve))
    child.kill('SIGKILL')
    await ended
  }

  async remove(): Promise<void> {
    await this.stop()
    await rm(this.#folder, { recursive: true, force: true })
  }

  async #answers(): Promise<boolean> {
    try {
      await fetch(`http://127.0.0.1:${this.#port}/`)
      return true
    } catch {
      return false
    }
  }
}
