import { spawn } from 'node:child_process'
import { join } from 'node:path'

/** The root of the project. */
export const root = join(import.meta.dirname, '..')

/** How a program ended. The texts are empty when it wrote to the terminal itself. */
export interface Ended {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
  readonly seconds: number
}

export interface RunOptions {
  /** Added to our own environment. */
  readonly env?: Readonly<Record<string, string>>
  readonly stdin?: string | Buffer
  /** Where to run; the root of the project unless told. */
  readonly cwd?: string
  /** Lets the program write to the terminal instead of keeping what it says. */
  readonly show?: boolean
}

/** Runs a program to its end. A code other than 0 is an answer, not an exception. */
export function run(program: string, args: readonly string[], options: RunOptions = {}): Promise<Ended> {
  const started = performance.now()
  return new Promise((resolve, reject) => {
    const output = options.show ? 'inherit' : 'pipe'
    const child = spawn(program, args, {
      cwd: options.cwd ?? root,
      env: { ...process.env, ...options.env },
      stdio: [options.stdin === undefined ? 'ignore' : 'pipe', output, output],
    })
    const out: Buffer[] = []
    const err: Buffer[] = []
    child.stdout?.on('data', (chunk: Buffer) => out.push(chunk))
    child.stderr?.on('data', (chunk: Buffer) => err.push(chunk))
    child.on('error', reject)
    child.on('close', (code, signal) =>
      resolve({
        code: code ?? (signal ? 128 : 1),
        stdout: Buffer.concat(out).toString(),
        stderr: Buffer.concat(err).toString(),
        seconds: (performance.now() - started) / 1000,
      }),
    )
    // A program may end without reading everything; its exit code says what it thinks of that.
    child.stdin?.on('error', () => {})
    child.stdin?.end(options.stdin)
  })
}

/** A program that npm installed with the project. */
export function tool(name: string): string {
  return join(root, 'node_modules/.bin', name)
}
