import { join } from 'node:path'
import { run } from '../../scripts/command.ts'
import type { MixedLoad, MixedResult } from './mixed-client.ts'
import type { PullLoad, PullResult } from './pull-client.ts'
import type { PushLoad, PushResult } from './push-client.ts'
import type { RequestLoad, RequestResult } from './request-client.ts'

/** Each load runs in a process of its own, so that it does not share a thread with what is measured. */
async function runLoad<Result>(program: string, load: object): Promise<Result> {
  const path = join(import.meta.dirname, `${program}.ts`)
  const { code, stdout, stderr } = await run(process.execPath, ['--import', 'tsx', path, JSON.stringify(load)])
  if (code !== 0) throw new Error(`${program} failed:\n${stderr}`)
  return JSON.parse(stdout) as Result
}

/** Pulls one path for some seconds. */
export const pull = (load: PullLoad): Promise<PullResult> => runLoad('pull-client', load)

/** Pushes fresh blobs. */
export const push = (load: PushLoad): Promise<PushResult> => runLoad('push-client', load)

/** Sends one request for some seconds; throws when an answer was not 200. */
export async function request(load: RequestLoad): Promise<RequestResult> {
  const result = await runLoad<RequestResult>('request-client', load)
  if (result.failures > 0)
    throw new Error(`${result.failures} of ${result.requests} answers to ${load.path} were not 200.`)
  return result
}

/** Pulls and pushes small images for some seconds. */
export const pullAndPush = (load: MixedLoad): Promise<MixedResult> => runLoad('mixed-client', load)
