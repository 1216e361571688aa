import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { DomainError } from '../errors.ts'
import { readConfig, settings } from './config.ts'
import { s3SettingsOf } from './s3-config.ts'

const folder = mkdtempSync(join(tmpdir(), 'chandlery-config-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function file(content: string): string {
  const path = join(folder, `${Math.abs(content.length)}-${content.slice(0, 8).replace(/\W/g, '_')}.json`)
  writeFileSync(path, content)
  return path
}

function problemsOf(env: NodeJS.ProcessEnv, path?: string): string {
  try {
    readConfig(env, path)
  } catch (error) {
    expect(error).toBeInstanceOf(DomainError)
    return (error as Error).message
  }
  throw new Error('The configuration was accepted.')
}

test('without any setting the store runs on localhost:8080 with its data beside it', () => {
  const config = readConfig({})
  expect(config).toMatchObject({ host: 'localhost', port: 8080, publicUrl: 'http://localhost:8080', role: 'all' })
  expect(config.databaseUrl).toBeUndefined()
  expect(config.dataDir.endsWith('data')).toBe(true)
})

test('the environment wins over the file', () => {
  const path = file('{"port": 9000, "storeName": "Quay"}')
  expect(readConfig({ CHANDLERY_PORT: '9100' }, path)).toMatchObject({ port: 9100, storeName: 'Quay' })
})

test('every problem is named at once, with the variable that has it', () => {
  const message = problemsOf({
    CHANDLERY_PORT: 'eighty',
    CHANDLERY_PUBLIC_URL: 'store.example',
    CHANDLERY_LOG_LEVEL: 'loud',
    DATABASE_URL: 'mysql://here',
  })
  for (const name of ['CHANDLERY_PORT', 'CHANDLERY_PUBLIC_URL', 'CHANDLERY_LOG_LEVEL', 'DATABASE_URL']) {
    expect(message).toContain(name)
  }
  expect(message).toMatch(/^The configuration has \d+ problem/)
})

test('a mistyped variable is refused, with the list of those that exist', () => {
  const message = problemsOf({ CHANDLERY_PROT: '80' })
  expect(message).toContain('CHANDLERY_PROT is not a setting')
  expect(message).toContain('CHANDLERY_PORT')
})

test('a file that is missing, is no JSON, or has unknown keys is named', () => {
  expect(problemsOf({}, join(folder, 'absent.json'))).toContain('does not exist')
  expect(problemsOf({}, file('{port: 1}'))).toContain('not valid JSON')
  expect(problemsOf({}, file('{"prot": 1}'))).toContain('unknown key "prot"')
  expect(problemsOf({}, file('[]'))).toContain('one JSON object')
})

test('several processes need PostgreSQL (EDB-16)', () => {
  expect(problemsOf({ CHANDLERY_ROLE: 'web' })).toContain('DATABASE_URL')
  expect(readConfig({ CHANDLERY_ROLE: 'web', DATABASE_URL: 'postgres://db/store' }).role).toBe('web')
})

test('a key needs its secret, and settings of S3 need a bucket', () => {
  const bucket = { CHANDLERY_S3_BUCKET: 'shelf' }
  expect(problemsOf({ ...bucket, CHANDLERY_S3_ACCESS_KEY_ID: 'key' })).toContain('CHANDLERY_S3_SECRET_ACCESS_KEY')
  expect(problemsOf({ CHANDLERY_S3_ENDPOINT: 'https://s3.example' })).toContain('CHANDLERY_S3_BUCKET')
  expect(problemsOf({ ...bucket, CHANDLERY_S3_PREFIX: 'no-slash' })).toContain('CHANDLERY_S3_PREFIX')
  expect(problemsOf({ ...bucket, CHANDLERY_S3_REDIRECTS: 'perhaps' })).toContain('CHANDLERY_S3_REDIRECTS')
  const config = readConfig({ ...bucket, CHANDLERY_S3_REDIRECTS: 'true', CHANDLERY_S3_FORCE_PATH_STYLE: 'true' })
  expect(s3SettingsOf(config)).toMatchObject({ bucket: 'shelf', forcePathStyle: true, redirects: { seconds: 300 } })
  expect(s3SettingsOf(readConfig({}))).toBeUndefined()
})

test('every setting has a variable and a description', () => {
  for (const { env, description } of settings()) {
    expect(env).toMatch(/^[A-Z0-9_]+$/)
    expect(description.length).toBeGreaterThan(10)
  }
})
