import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { run } from '../../scripts/command.ts'
import { allAnalyzers, defaultLimits } from '../../src/scanner/index.ts'
import { requirement } from '../support/requirements.ts'

const rpmbuild = requirement('rpmbuild')

/** Twenty packages from one recipe; every fourth has an epoch, and their lists of files grow. */
function recipe(): string {
  const numbers = Array.from({ length: 20 }, (_, index) => index)
  const parts = numbers.map((number) => [
    `%package -n part-${number}`,
    `Version: 1.${number}`,
    `Release: ${number}.el9`,
    ...(number % 4 === 0 ? [`Epoch: ${number / 4}`] : []),
    'Summary: a part',
    'AutoReqProv: no',
    `%description -n part-${number}`,
    'long '.repeat(40 * number),
    `%files -n part-${number}`,
    `/usr/share/parts/${number}`,
  ])
  return [
    '%global __os_install_post %{nil}',
    'Name: parts\nVersion: 1\nRelease: 1\nSummary: parts\nLicense: MIT and BSD\nBuildArch: noarch',
    '%description\nparts',
    '%install',
    ...numbers.map((number) => `mkdir -p %{buildroot}/usr/share/parts/${number}/sub`),
    ...numbers.flatMap((number) =>
      Array.from({ length: 3 * number }, (_, at) => `echo ${at} > %{buildroot}/usr/share/parts/${number}/sub/${at}`),
    ),
    ...parts.flat(),
    '',
  ].join('\n')
}

describe.runIf(rpmbuild.met)('SCN-008: databases that rpm itself wrote', () => {
  let folder: string

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'chandlery-rpm-'))
    writeFileSync(join(folder, 'parts.spec'), recipe())
    await does('rpmbuild', '--define', `_topdir ${folder}`, '-bb', join(folder, 'parts.spec'))
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  async function does(program: string, ...args: string[]): Promise<string> {
    const { code, stdout, stderr } = await run(program, args)
    expect([code, code === 0 ? '' : stderr]).toEqual([0, ''])
    return stdout
  }

  async function read(path: string, bytes: Buffer) {
    const analyzer = allAnalyzers.byPath.find((candidate) => candidate.wants(path))
    const reading = analyzer?.read?.({ path, size: bytes.length }, defaultLimits)
    reading?.write(bytes)
    const kept = await reading?.end()
    if (kept === undefined || !('text' in kept)) throw new Error(`nothing was kept: ${JSON.stringify(kept)}`)
    expect(kept).not.toHaveProperty('unreadable')
    return analyzer?.parse({ path, text: kept.text }).packages ?? []
  }

  // The one format that every rpm of today can write; Debian's is built without the others.
  test('SQLite: every package and every file, as rpm lists them', async () => {
    const database = join(folder, 'database')
    const rpm = (...args: string[]) => does('rpm', '--dbpath', database, '--define', '_db_backend sqlite', ...args)
    const built = join(folder, 'RPMS/noarch')
    await rpm('--initdb')
    await rpm('--install', '--justdb', '--nodeps', ...readdirSync(built).map((file) => join(built, file)))
    await rpm('--erase', '--justdb', '--nodeps', 'part-7', 'part-12')

    const packages = await read('var/lib/rpm/rpmdb.sqlite', readFileSync(join(database, 'rpmdb.sqlite')))
    const format = '%{NAME} %|EPOCH?{%{EPOCH}:}:{}|%{VERSION}-%{RELEASE} %{ARCH} %{SOURCERPM} %{LICENSE}\n'
    const stated = await rpm('--query', '--all', '--queryformat', format)
    const found = packages.map(({ name: id, version, architecture, source, licenses }) =>
      [id, version, architecture, `${source?.name}-${source?.version}.src.rpm`, ...licenses].join(' '),
    )
    // Epoch 0, which the first part states, is the same as none.
    expect(found.sort()).toEqual(stated.trim().replace(' 0:', ' ').split('\n').sort())
    expect(found).toHaveLength(18)
    const files = await rpm('--query', '--all', '--queryformat', '[%{=NAME} %{FILENAMES}\n]')
    expect(packages.flatMap(({ name: id, owns = [] }) => owns.map((path) => `${id} /${path}`)).sort()).toEqual(
      files.trim().split('\n').sort(),
    )
  })
})
