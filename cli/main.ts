import { availableParallelism } from 'node:os'
import { isMainThread, parentPort, Worker } from 'node:worker_threads'
import { openLayerWorkers, serveLayers } from '../src/scanner/index.ts'
import { runProgram } from './program.ts'
import { version } from './version.ts'

const patience = 60_000

/** The command: this same file is the first module of the threads that read layers (ARC-33). */
async function main(): Promise<void> {
  const threads = openLayerWorkers({
    start: () => new Worker(import.meta.filename, { stdout: false }),
    threads: Math.max(1, Math.min(8, availableParallelism())),
    patience,
  })
  // Whoever reads our output may have seen enough.
  process.stdout.on('error', () => process.exit())
  try {
    process.exitCode = await runProgram(process.argv.slice(2), {
      version,
      // Docker tells its plugins by which program it was called.
      docker: process.env.DOCKER_CLI_PLUGIN_ORIGINAL_CLI_COMMAND ?? 'docker',
      read: (open, request) => threads.read(open, request),
      out: (text) => process.stdout.write(text),
      err: (text) => process.stderr.write(text),
      watched: process.stderr.isTTY === true,
    })
  } finally {
    await threads.close()
  }
}

if (isMainThread) void main()
else if (parentPort) serveLayers(parentPort)
