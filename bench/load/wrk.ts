import { join } from 'node:path'
import { run } from '../../scripts/command.ts'
import type { RequestLoad, RequestResult } from './request-client.ts'
import { request } from './run-load.ts'

/**
 * Requests as fast as they are answered: with wrk, which costs the machine least, or with our own client for what wrk
 * cannot do (it waits for the body of a HEAD).
 */
export async function hammer(load: RequestLoad): Promise<RequestResult> {
  if (load.method !== 'GET' || !(await hasWrk())) return request(load)
  const headers = Object.entries(load.headers).flatMap(([name, value]) => ['-H', `${name}: ${value}`])
  const script = join(import.meta.dirname, 'report.lua')
  const size = ['-t', '1', '-c', String(load.connections), '-d', `${load.seconds}s`, '--timeout', '30s', '-s', script]
  const url = `http://${load.host}:${load.port}${load.path}`
  const { code, stdout, stderr } = await run('wrk', [...size, ...headers, url])
  if (code !== 0) throw new Error(`wrk failed:\n${stdout}${stderr}`)
  const result = JSON.parse(stdout.slice(stdout.lastIndexOf('{'))) as RequestResult
  if (result.failures > 0)
    throw new Error(`${result.failures} of ${result.requests} answers to ${load.path} were errors.`)
  return result
}

let found: Promise<boolean> | undefined

function hasWrk(): Promise<boolean> {
  found ??= run('wrk', ['-v']).then(
    () => true,
    () => false,
  )
  return found
}
