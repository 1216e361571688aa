import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { buildCli } from '../../scripts/build-cli.ts'
import { type Ended, run } from '../../scripts/command.ts'
import { oldDockerArchive } from '../../src/scanner/testing/fake-images.ts'
import { debDatabase, fakeNode, npmPackage, osRelease } from '../../src/scanner/testing/fake-packages.ts'
import { cycloneDxSchema } from '../../src/scanner/testing/schemas.ts'
import { file } from '../../src/scanner/testing/tar-writer.ts'

let folder = ''
let command = ''

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'chandlery-command-'))
  await buildCli(join(folder, 'bundle/docker-store'))
  // Alone, as among docker's plugins: nothing of the project lies beside it.
  command = join(folder, 'docker-store')
  copyFileSync(join(folder, 'bundle/docker-store'), command)
  const layers = [
    [osRelease('debian', '12'), debDatabase({ name: 'curl', version: '7.88.1-10' })],
    [npmPackage('srv', 'left', '1.0.0'), file('srv/app', fakeNode('20.11.1'))],
  ]
  writeFileSync(join(folder, 'image.tar'), oldDockerArchive({ layers, tags: ['acme/widget:1.0.0'] }))
})

afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** An empty environment but for what Node needs: no settings, and no docker to be found. */
const scan = (...args: readonly string[]): Promise<Ended> =>
  run('/usr/bin/env', ['-i', 'PATH=/nowhere', process.execPath, command, ...args], { cwd: folder })

describe('ARC-33: the bundled file alone scans, with no database, network or configuration', () => {
  test('components of packages and programs, read by threads of the same file', async () => {
    const { code, stdout, stderr } = await scan('scan', 'image.tar')
    expect(stderr).toBe('')
    for (const line of [
      /^curl +7\.88\.1-10 +deb/m,
      /^left +1\.0\.0 +npm/m,
      /^node +20\.11\.1 +generic +1 +srv\/app$/m,
    ]) {
      expect(stdout).toMatch(line)
    }
    expect(code).toBe(0)
  })

  test('SCN-031: valid, and the same bytes twice', async () => {
    const first = await scan('scan', 'image.tar', '--format', 'cyclonedx')
    const second = await scan('scan', 'image.tar', '--format', 'cyclonedx')
    expect(cycloneDxSchema()(first.stdout)).toEqual([])
    expect(second.stdout).toBe(first.stdout)
  })

  test('without docker it says so, and ends with a code of its own', async () => {
    const { code, stderr } = await scan('store', 'scan', 'acme/widget')
    expect(stderr).toMatch(
      /^There is no file "acme\/widget", and as an image it cannot be asked for: docker was not found/,
    )
    expect(code).toBe(7)
  })

  test('docker is told what it is', async () => {
    const { stdout } = await scan('docker-cli-plugin-metadata')
    expect(JSON.parse(stdout)).toMatchObject({ SchemaVersion: '0.1.0', Vendor: 'Chandlery' })
  })
})
