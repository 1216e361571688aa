import { spawn } from 'node:child_process'
import { CommandProblem } from '../exit-codes.ts'

/** How docker is called. */
export interface Docker {
  readonly program: string
  /** Options of docker itself that were given on the command line. */
  readonly options: readonly string[]
}

/** An image as `docker save` writes it. */
export interface SavedImage {
  readonly stream: AsyncIterable<Uint8Array>
  /** Rejects with a `CommandProblem` when docker did not succeed. */
  readonly ended: Promise<void>
  /** Ends docker when nobody reads on. */
  stop(): void
}

/** The text that docker may say when it fails, characters. */
const MAX_TEXT = 2000

/** Lets docker write an image of this machine to us. Nothing is stored on the way. */
export function saveImage(docker: Docker, image: string): SavedImage {
  const child = spawn(docker.program, [...docker.options, 'save', image], { stdio: ['ignore', 'pipe', 'pipe'] })
  let said = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    if (said.length < MAX_TEXT) said += text
  })
  const ended = new Promise<void>((resolve, reject) => {
    child.on('error', (error: NodeJS.ErrnoException) => reject(startProblem(docker, image, error)))
    // No code: it was stopped by us, or by somebody else, and then the archive breaks off.
    child.on('close', (code) => {
      if (code === 0 || code === null) resolve()
      else reject(saveProblem(image, said.slice(0, MAX_TEXT).trim()))
    })
  })
  // Whoever reads the stream asks later how it ended.
  ended.catch(() => {})
  return { stream: child.stdout, ended, stop: () => child.kill() }
}

function startProblem({ program }: Docker, image: string, error: NodeJS.ErrnoException): CommandProblem {
  const why =
    error.code === 'ENOENT' ? 'docker was not found on this machine' : `docker could not be started (${error.message})`
  return new CommandProblem(
    'unavailable',
    `There is no file "${image}", and as an image it cannot be asked for: ${why}, tried as "${program}". Install docker, or give an archive, an image layout or a root file system.`,
  )
}

function saveProblem(image: string, said: string): CommandProblem {
  if (/no such image|reference does not exist|not found/i.test(said)) {
    return new CommandProblem(
      'not_found',
      `There is neither a file nor an image "${image}" on this machine. Pull the image first (docker pull ${image}) or check the path.`,
    )
  }
  if (/cannot connect|permission denied|is the docker daemon running|failed to connect/i.test(said)) {
    return new CommandProblem(
      'unavailable',
      `Docker does not answer: ${said} Start docker, or give an archive of the image.`,
    )
  }
  return new CommandProblem('unavailable', `Docker could not save ${image}: ${said || 'it gave no reason'}.`)
}
