import { file, type TarSpec } from './tar-writer.ts'

/** A Debian package as the status file tells it. */
export interface FakeDeb {
  readonly name: string
  readonly version: string
  readonly source?: string
  readonly arch?: string
  readonly state?: string
}

/** `etc/os-release` of a distribution. */
export function osRelease(id: string, version?: string, codename?: string): TarSpec {
  const lines = [`ID=${id}`, version && `VERSION_ID="${version}"`, codename && `VERSION_CODENAME=${codename}`]
  return file('etc/os-release', `${lines.filter(Boolean).join('\n')}\n`)
}

/** The text of a dpkg status file. */
export function debStatus(...packages: readonly FakeDeb[]): string {
  return packages
    .map(({ name, version, source, arch = 'amd64', state = 'installed' }) =>
      [
        `Package: ${name}`,
        `Status: install ok ${state}`,
        'Maintainer: Nobody <nobody@example.org>',
        `Architecture: ${arch}`,
        ...(source ? [`Source: ${source}`] : []),
        `Version: ${version}`,
        `Description: ${name} for tests`,
        ' with a second line: and a colon',
        ' .',
        ' and a third',
        '',
      ].join('\n'),
    )
    .join('\n')
}

/** dpkg's database with these packages. */
export const debDatabase = (...packages: readonly FakeDeb[]): TarSpec =>
  file('var/lib/dpkg/status', debStatus(...packages))

/** dpkg's list of the files of one package; absolute paths. */
export const debFiles = (name: string, ...paths: readonly string[]): TarSpec =>
  file(`var/lib/dpkg/info/${name}.list`, `/.\n${paths.join('\n')}\n`)

/** An Alpine package as the installed database tells it. */
export interface FakeApk {
  readonly name: string
  readonly version: string
  readonly origin?: string
  readonly license?: string
  /** Relative paths. */
  readonly files?: readonly string[]
}

/** apk's database with these packages. */
export function apkDatabase(...packages: readonly FakeApk[]): TarSpec {
  const text = packages.map(({ name, version, origin = name, license = 'MIT', files = [] }) => {
    const lines = [
      'C:Q1AAAAAAAAAAAAAAAAAAAAAAAAAAA=',
      `P:${name}`,
      `V:${version}`,
      'A:x86_64',
      `L:${license}`,
      `o:${origin}`,
      ...files.flatMap((path) => {
        const slash = path.lastIndexOf('/')
        return [
          `F:${path.slice(0, Math.max(slash, 0))}`,
          `R:${path.slice(slash + 1)}`,
          'Z:Q1AAAAAAAAAAAAAAAAAAAAAAAAAAA=',
        ]
      }),
    ]
    return `${lines.join('\n')}\n`
  })
  return file('lib/apk/db/installed', `${text.join('\n')}\n`)
}

/** The manifest of an npm package below `root`. */
export function npmPackage(root: string, name: string, version: string, more: object = {}): TarSpec {
  const path = `${root === '' ? '' : `${root}/`}node_modules/${name}/package.json`
  return file(path, JSON.stringify({ name, version, license: 'MIT', ...more }))
}

/** Bytes that carry the signals of a Node.js program, with filler around them. */
export function fakeNode(version: string, filler = 4096): Buffer {
  const signal = (text: string) => Buffer.concat([Buffer.alloc(filler), Buffer.from(`${text}\0`)])
  return Buffer.concat([
    Buffer.from('\x7fELF\x02\x01\x01\0', 'latin1'),
    signal(`https://nodejs.org/download/release/v${version}/node-v${version}.tar.gz`),
    signal(`https://nodejs.org/download/release/v${version}/node-v${version}-headers.tar.gz`),
    signal(`node.js/v${version}`),
    Buffer.alloc(filler),
  ])
}
