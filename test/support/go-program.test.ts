import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type GoBuild, goProgram, goPrograms } from './go-program.ts'
import { leftOutFile, readLeftOut } from './requirements.ts'

describe('programs that the tests build with Go', () => {
  let cache: string
  let env: NodeJS.ProcessEnv
  let built: string[]

  beforeEach(() => {
    cache = mkdtempSync(join(tmpdir(), 'chandlery-go-'))
    writeFileSync(join(cache, 'go'), '#!/bin/sh\n', { mode: 0o755 })
    env = { PATH: cache, XDG_CACHE_HOME: cache }
    built = []
  })
  afterEach(() => rmSync(cache, { recursive: true }))

  const build: GoBuild = async ({ source, folder }) => {
    built.push(source)
    writeFileSync(join(folder, source.split('@')[0]?.split('/').at(-1) ?? ''), 'program', { mode: 0o755 })
  }

  test('are built at the first call and found at the second', async () => {
    const first = await goProgram('crane', { env, build })
    expect(first).toMatchObject({ met: true, path: expect.stringMatching(/crane-v[\d.]+\/crane$/) })
    expect(await goProgram('crane', { env, build })).toEqual(first)
    expect(built).toEqual([goPrograms.crane])
  })

  test('are found by both of two who build at the same moment, and leave nothing else behind', async () => {
    const [one, two] = await Promise.all([goProgram('oras', { env, build }), goProgram('oras', { env, build })])
    expect(one).toEqual(two)
    expect(one.met && existsSync(one.path)).toBe(true)
    expect(readdirSync(join(cache, 'chandlery-tests'))).toHaveLength(1)
  })

  test('are left out with the reason when the build fails, and tried again at the next call', async () => {
    const offline: GoBuild = async () => {
      throw new Error('no route to host')
    }
    env[leftOutFile] = join(cache, 'left-out')
    expect(await goProgram('regctl', { env, build: offline })).toMatchObject({ met: false })
    expect(readLeftOut(join(cache, 'left-out'))).toMatchObject([
      { name: 'regctl', why: expect.stringContaining('no route to host') },
    ])
    expect(await goProgram('regctl', { env, build })).toMatchObject({ met: true })
  })

  test('are an error when CHANDLERY_REQUIRE names one that cannot be had', async () => {
    const offline: GoBuild = async () => {
      throw new Error('no route to host')
    }
    await expect(goProgram('crane', { env: { ...env, CHANDLERY_REQUIRE: 'crane' }, build: offline })).rejects.toThrow(
      'CHANDLERY_REQUIRE names crane, but',
    )
  })
})
