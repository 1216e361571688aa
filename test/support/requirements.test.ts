import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { demanded, findRequirement, leftOutFile, readLeftOut, requirement } from './requirements.ts'

describe('what the tests need from the machine', () => {
  let folder: string

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'chandlery-requirements-'))
    for (const name of ['skopeo', 'docker']) {
      writeFileSync(join(folder, name), '#!/bin/sh\n')
      chmodSync(join(folder, name), 0o755)
    }
  })
  afterAll(() => rmSync(folder, { recursive: true }))

  test('a program in PATH is found with its path', () => {
    expect(requirement('skopeo', { PATH: folder })).toEqual({ met: true, path: join(folder, 'skopeo') })
  })

  test('a missing program is noted once, with the reason', () => {
    const env = { PATH: '/nowhere', [leftOutFile]: join(folder, 'left-out') }
    expect(requirement('skopeo', env)).toMatchObject({ met: false })
    requirement('skopeo', env)
    expect(readLeftOut(join(folder, 'left-out'))).toEqual([{ name: 'skopeo', why: 'skopeo is not in PATH' }])
  })

  test('a missing program that CHANDLERY_REQUIRE names is an error', () => {
    const env = { PATH: '/nowhere', CHANDLERY_REQUIRE: 'docker, skopeo' }
    expect(() => requirement('skopeo', env)).toThrow('CHANDLERY_REQUIRE names skopeo, but skopeo is not in PATH')
    expect(requirement('podman', env)).toMatchObject({ met: false })
  })

  test('a misspelt name in CHANDLERY_REQUIRE is an error', () => {
    expect(() => demanded({ CHANDLERY_REQUIRE: 'dokcer' })).toThrow('dokcer')
  })

  test('a Docker engine that already runs needs no dockerd', () => {
    expect(findRequirement('docker', { PATH: folder, DOCKER_HOST: 'unix:///run/x' })).toMatchObject({ met: true })
  })

  test('a PostgreSQL server that already runs needs no binaries', () => {
    expect(findRequirement('postgres', { PATH: '/nowhere', TEST_DATABASE_URL: 'postgres://x' }).met).toBe(true)
  })
})
