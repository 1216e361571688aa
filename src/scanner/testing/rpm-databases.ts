import { berkeleyHash } from './berkeley-writer.ts'
import { ndb } from './ndb-writer.ts'
import { type FakeRpm, rpmHeader } from './rpm-header-writer.ts'
import { sqlitePackages } from './sqlite-writer.ts'
import { file, type TarSpec } from './tar-writer.ts'

/** The files in `var/lib/rpm` that rpm's three database formats go by. */
export const rpmFormats = {
  Packages: berkeleyHash,
  'Packages.db': ndb,
  'rpmdb.sqlite': sqlitePackages,
} as const

export type RpmFormat = keyof typeof rpmFormats

/** An rpm database with these packages. */
export function rpmDatabase(packages: readonly FakeRpm[], format: RpmFormat = 'rpmdb.sqlite'): TarSpec {
  return file(`var/lib/rpm/${format}`, rpmFormats[format](packages.map(rpmHeader)))
}

/** Packages that differ in every part that identifies them; some have an epoch, a module or a long list of files. */
export function manyRpms(count: number): FakeRpm[] {
  return Array.from({ length: count }, (_, index) => ({
    name: `package-${index}`,
    version: `1.${index}`,
    release: `${(index % 7) + 1}.el9${index % 3 === 0 ? `_${index % 5}` : ''}`,
    ...(index % 4 === 0 && { epoch: index % 8 }),
    arch: ['x86_64', 'noarch', 'i686'][index % 3] ?? 'x86_64',
    sourceRpm: `source-${index % 10}-1.${index}-1.el9.src.rpm`,
    vendor: 'Example',
    license: 'MIT AND BSD',
    ...(index % 6 === 0 && { module: `stream:${index}:9040020240101:abcd` }),
    ...(index % 5 === 0 && { padding: 40 * index }),
    files: Array.from({ length: index % 9 }, (_, number) => ({
      path: `/usr/lib/folder-${number % 2}/file-${index}-${number}`,
      digest: 'ab'.repeat(32),
      flags: number % 2,
    })),
  }))
}
