import { runProgram } from '../../cli/program.ts'
import { readLayer } from '../../src/scanner/index.ts'

/** What a run of the command said and how it ended. */
export interface Run {
  readonly code: number
  readonly out: string
  readonly err: string
}

/** Runs the command in this thread. `docker` is the program that stands for docker. */
export async function runCommand(
  args: readonly string[],
  options: { readonly docker?: string; readonly watched?: boolean } = {},
): Promise<Run> {
  let out = ''
  let err = ''
  const code = await runProgram(args, {
    version: '1.2.3',
    docker: options.docker ?? '/nowhere/docker',
    read: (open, request) => readLayer(open(), request),
    out: (text) => {
      out += text
    },
    err: (text) => {
      err += text
    },
    watched: options.watched ?? false,
  })
  return { code, out, err }
}
