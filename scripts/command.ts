import { spawn } from 'node:child_process'
import { join } from 'node:path'

/** The root of the project. */
export const root = join(import.meta.dirname, '..')

/** How a command ended. */
export interface Ended {
  readonly code: number
  /** Standard output and error as they came; empty when the command wrote to the terminal itself. */
  readonly output: string
  readonly seconds: number
}

export interface CommandOptions {
  readonly env?: Readonly<Record<string, string>>
  /** Lets the command write to the terminal instead of keeping its output. */
  readonly show?: boolean
}

/** Runs a program in the root of the project to its end. A code other than 0 is an answer, not an exception. */
export function runCommand(command: readonly string[], options: CommandOptions = {}): Promise<Ended> {
  const started = performance.now()
  const [program = '', ...args] = command
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd: root,
      env: { ...process.env, ...options.env },
      stdio: options.show ? ['ignore', 'inherit', 'inherit'] : ['ignore', 'pipe', 'pipe'],
    })
    const chunks: Buffer[] = []
    child.stdout?.on('data', (chunk: Buffer) => chunks.push(chunk))
    child.stderr?.on('data', (chunk: Buffer) => chunks.push(chunk))
    child.on('error', reject)
    child.on('close', (code, signal) => {
      const seconds = (performance.now() - started) / 1000
      resolve({ code: code ?? (signal ? 128 : 1), output: Buffer.concat(chunks).toString(), seconds })
    })
  })
}

/** A program that npm installed with the project. */
export function tool(name: string): string {
  return join(root, 'node_modules/.bin', name)
}
