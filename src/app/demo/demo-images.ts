import { existsSync, readFileSync, realpathSync } from 'node:fs'
import { join } from 'node:path'
import { projectRoot } from '../version.ts'
import { type BuiltImage, buildImage, type LayerFile, type LayerPlan } from './image.ts'

/** A package of a Debian release: binary name, version, source name and, where it differs, source version. */
type DebianPackage = readonly [name: string, version: string, source: string]

/** Versions as Debian 12 published them: up to date, and as they stood at an early point release. */
const packages: Record<'current' | 'aged', readonly DebianPackage[]> = {
  current: [
    ['base-files', '12.4+deb12u11', 'base-files'],
    ['ca-certificates', '20230311+deb12u1', 'ca-certificates'],
    ['libc6', '2.36-9+deb12u14', 'glibc'],
    ['libexpat1', '2.5.0-1+deb12u2', 'expat'],
    ['libssl3', '3.0.19-1~deb12u2', 'openssl'],
    ['tzdata', '2025b-0+deb12u2', 'tzdata'],
    ['zlib1g', '1:1.2.13.dfsg-1', 'zlib'],
  ],
  aged: [
    ['base-files', '12.4', 'base-files'],
    ['ca-certificates', '20230311', 'ca-certificates'],
    ['libc6', '2.36-9', 'glibc'],
    ['libcurl4', '7.88.1-10', 'curl'],
    ['libexpat1', '2.5.0-1', 'expat'],
    ['libkrb5-3', '1.20.1-2', 'krb5'],
    ['libpng16-16', '1.6.39-2', 'libpng1.6'],
    ['libssl3', '3.0.9-1', 'openssl'],
    ['libxml2', '2.9.14+dfsg-1.3~deb12u1', 'libxml2'],
    ['tzdata', '2023c-5', 'tzdata'],
    ['zlib1g', '1:1.2.13.dfsg-1', 'zlib'],
  ],
}

const osRelease = [
  'ID=debian',
  'NAME="Debian GNU/Linux"',
  'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"',
  'VERSION_CODENAME=bookworm',
  'VERSION_ID="12"',
  '',
].join('\n')

/** A base layer: the release file and a package database, as a small Debian image has them. */
export function debianBase(age: 'current' | 'aged'): LayerPlan {
  const status = packages[age].map(([name, version, source]) =>
    [
      `Package: ${name}`,
      'Status: install ok installed',
      'Maintainer: Debian',
      'Architecture: amd64',
      ...(source === name ? [] : [`Source: ${source}`]),
      `Version: ${version}`,
      'Description: package of the demo base',
      '',
    ].join('\n'),
  )
  return {
    createdBy: `ADD debian-12-${age}.tar / # base`,
    files: [
      { path: 'etc/os-release', content: osRelease },
      { path: 'etc/debian_version', content: age === 'current' ? '12.11\n' : '12.0\n' },
      { path: 'etc/passwd', content: 'root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534::/:/bin/false\n' },
      { path: 'var/lib/dpkg/status', content: `${status.join('\n')}\n` },
    ],
  }
}

/** The Node.js that runs this store, with the libraries that it has loaded: the image really starts. */
export function nodeLayer(): LayerPlan {
  const { sharedObjects = [] } = process.report.getReport() as { sharedObjects?: string[] }
  const libraries =
    process.platform === 'linux' ? sharedObjects.filter((path) => path.startsWith('/') && existsSync(path)) : []
  const files: LayerFile[] = libraries.map((path) => ({
    path: path.slice(1),
    content: readFileSync(realpathSync(path)),
    mode: 0o755,
  }))
  files.push({ path: 'usr/local/bin/node', content: readFileSync(process.execPath), mode: 0o755 })
  return { createdBy: `COPY node ${process.version} /usr/local/bin/`, files, compression: 'none' }
}

/** Packages that this store itself uses, under /app, with a program that prints what it is. */
export function appLayer(name: string, version: string, dependencies: readonly string[]): LayerPlan {
  const files: LayerFile[] = dependencies.flatMap((dependency) => {
    const source = join(projectRoot, 'node_modules', dependency, 'package.json')
    if (!existsSync(source)) return []
    return [{ path: `app/node_modules/${dependency}/package.json`, content: readFileSync(source) }]
  })
  files.push(
    { path: 'app/package.json', content: `${JSON.stringify({ name, version, type: 'module' }, null, 2)}\n` },
    { path: 'app/server.js', content: `console.log('${name} ${version} is running')\n` },
  )
  return { createdBy: 'COPY . /app', files }
}

/** A complete demo image. `withNode` adds some 100 MB, so only few have it. */
export async function demoImage(
  name: string,
  version: string,
  options: { age?: 'current' | 'aged'; withNode?: boolean; dependencies?: readonly string[] } = {},
): Promise<BuiltImage> {
  return buildImage({
    layers: [
      debianBase(options.age ?? 'current'),
      ...(options.withNode ? [nodeLayer()] : []),
      appLayer(name, version, options.dependencies ?? ['fastify', 'pino', 'semver']),
    ],
    command: ['/usr/local/bin/node', '/app/server.js'],
    user: '65534',
    labels: { 'org.opencontainers.image.title': name, 'org.opencontainers.image.version': version },
    architecture: process.arch === 'x64' ? 'amd64' : process.arch,
  })
}
