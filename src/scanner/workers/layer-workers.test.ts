import { Worker } from 'node:worker_threads'
import { afterEach, describe, expect, test } from 'vitest'
import { startThread } from '../../platform/worker-thread.ts'
import { readBytes } from '../testing/read-bytes.ts'
import { file, gz, inChunks, tar } from '../testing/tar-writer.ts'
import { type LayerWorkers, openLayerWorkers } from './layer-workers.ts'

let workers: LayerWorkers | undefined
let started = 0
const opened = (patience = 60_000, start = () => startThread(import.meta.url, '../testing/layer-worker')) => {
  started = 0
  workers = openLayerWorkers({
    threads: 2,
    patience,
    start: () => {
      started++
      return start()
    },
  })
  return workers
}
afterEach(() => workers?.close())

/** A thread that never answers, or whatever else the program makes it do. */
const thread = (program: string) => () => new Worker(program, { eval: true })
const busy = thread("require('node:worker_threads').parentPort.once('message', () => { for (;;); })")
const dying = thread("require('node:worker_threads').parentPort.once('message', () => { throw new Error('no more') })")

const layer = gz(
  tar([file('etc/os-release', 'ID=debian\nVERSION_ID="12"\n'), file('big', Buffer.alloc(3_000_000, 'x'))]),
)
const request = { digest: 'sha256:layer' }

describe('layers that are read by threads', () => {
  test('give the same facts as those that are read at once, and threads are used again', async () => {
    const { read } = opened()
    const expected = await readBytes(layer, request)
    const all = await Promise.all([1, 2, 3, 4].map(() => read(() => inChunks(layer, 1000), request)))
    expect(all).toEqual([expected, expected, expected, expected])
    expect(await read(() => inChunks(layer, 100_000), { ...request, limits: { entries: 1 } })).toMatchObject({
      complete: false,
      problems: [{ code: 'too_many_entries' }],
    })
    expect(started).toBe(2)
  })

  test.each([
    ['does nothing any more', busy],
    ['dies', dying],
  ])('are reported as not examined when the thread %s, and the next one is read (LIM-7, LIM-9)', async (_, start) => {
    let first = true
    const { read } = opened(10_000, () => {
      const begin = first ? start : () => startThread(import.meta.url, '../testing/layer-worker')
      first = false
      return begin()
    })
    expect(await read(() => inChunks(layer, 1000), request)).toMatchObject({
      digest: 'sha256:layer',
      complete: false,
      problems: [{ code: 'layer_stalled', stopped: true }],
    })
    expect(await read(() => inChunks(tar([file('a', 'b')])), request)).toMatchObject({ entries: 1, complete: true })
  })

  test('are given up when somebody says so, also while the bytes do not come', async () => {
    const { read } = opened()
    const never = (async function* () {
      yield layer.subarray(0, 100)
      await new Promise(() => {})
    })()
    const abort = new AbortController()
    const reading = read(() => never, request, abort.signal)
    abort.abort(new Error('that is enough'))
    await expect(reading).rejects.toThrow('that is enough')
  })

  test('start no thread when they were given up before their turn, and keep no place when a thread cannot be started', async () => {
    let failures = 2
    const { read } = opened(60_000, () => {
      if (failures-- > 0) throw new Error('no more threads')
      return startThread(import.meta.url, '../testing/layer-worker')
    })
    const given = AbortSignal.abort(new Error('given up'))
    await expect(read(() => inChunks(layer), request, given)).rejects.toThrow('given up')
    expect(started).toBe(0)
    for (let n = 0; n < 2; n++) await expect(read(() => inChunks(layer), request)).rejects.toThrow('no more threads')
    expect(await read(() => inChunks(layer), request)).toMatchObject({ complete: true })
  })

  test('fail with the failure of their stream', async () => {
    const { read } = opened()
    const broken = (async function* () {
      yield layer.subarray(0, 100)
      throw new Error('the storage is away')
    })()
    await expect(read(() => broken, request)).rejects.toThrow('the storage is away')
  })

  test('end with the threads', async () => {
    const { read, close } = opened()
    const never = (async function* () {
      yield layer.subarray(0, 100)
      await new Promise(() => {})
    })()
    const reading = read(() => never, request)
    await close()
    await expect(reading).rejects.toThrow('being stopped')
  })
})
