import { Worker, type WorkerOptions } from 'node:worker_threads'

/**
 * Starts a thread with a module of this project, given by the caller's `import.meta.url` and a relative path without
 * extension: from the build, and from the source tree (tests, development).
 */
export function startThread(from: string, path: string, options: WorkerOptions = {}): Worker {
  if (!from.endsWith('.ts')) return new Worker(new URL(`${path}.js`, from), options)
  // A worker's first module is resolved before any loader can be added to it.
  const loader = import.meta.resolve('tsx/esm/api')
  const source = new URL(`${path}.ts`, from).href
  const start = `import(${JSON.stringify(loader)}).then((tsx) => { tsx.register(); return import(${JSON.stringify(source)}) })`
  return new Worker(start, { ...options, eval: true, execArgv: [] })
}
