import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { satisfies } from 'semver'
import { expect, test } from 'vitest'

interface LockedPackage {
  readonly version?: string
  readonly resolved?: string
  readonly funding?: unknown
  readonly engines?: { readonly node?: string }
  readonly hasInstallScript?: boolean
  readonly dev?: boolean
  readonly devOptional?: boolean
  readonly optional?: boolean
  readonly integrity?: string
  readonly os?: readonly string[]
  readonly cpu?: readonly string[]
  readonly libc?: readonly string[]
  readonly optionalDependencies?: Readonly<Record<string, string>>
}

const root = join(import.meta.dirname, '..')
const read = (name: string) => JSON.parse(readFileSync(join(root, name), 'utf8'))
const lock: Record<string, LockedPackage> = read('package-lock.json').packages
const installed = Object.entries(lock).filter(([path]) => path !== '')
const oldestNode = '20.19.0'

test('STK-02: every direct dependency is pinned to one version', () => {
  const { dependencies, devDependencies } = read('package.json')
  const loose = Object.entries<string>({ ...dependencies, ...devDependencies })
  expect(loose.filter(([, range]) => !/^\d+\.\d+\.\d+$/.test(range))).toEqual([])
})

test(`STK-03: every package runs on Node ${oldestNode}`, () => {
  const tooNew = installed.filter(([, { engines, optional }]) => {
    return engines?.node !== undefined && !optional && !satisfies(oldestNode, engines.node)
  })
  expect(installed.length).toBeGreaterThan(200)
  expect(tooNew.map(([path, { engines }]) => `${path} wants ${engines?.node}`)).toEqual([])
})

test('STK-03: no production dependency runs a script when it is installed', () => {
  const scripted = installed.filter(([, locked]) => locked.hasInstallScript && !locked.dev && !locked.devOptional)
  expect(scripted.map(([path]) => path)).toEqual([])
})

test('the lockfile names no address: none to download from, none to donate at', () => {
  expect(installed.filter(([, { resolved }]) => resolved !== undefined).map(([path]) => path)).toEqual([])
  // npm writes `funding` anew with each install; take it out again before the commit.
  expect(installed.filter(([, { funding }]) => funding !== undefined).map(([path]) => path)).toEqual([])
})

test('the lockfile has a checksum for every package that a Linux server installs', () => {
  const unchecked = installed.filter(([, { integrity }]) => integrity === undefined)
  const forServers = unchecked.filter(([, { os, cpu, libc }]) => {
    return (
      (os?.includes('linux') ?? true) && /^(x64|arm64)$/.test(cpu?.[0] ?? 'x64') && (libc?.[0] ?? 'glibc') === 'glibc'
    )
  })
  expect(forServers.map(([path]) => path)).toEqual([])
})

// npm ci refuses a lockfile without them; npm install leaves out those that the registry did not have that day.
test('the lockfile names the builds for every system', () => {
  const wanted = installed.flatMap(([, { optionalDependencies = {} }]) => Object.keys(optionalDependencies))
  expect(wanted.filter((name) => lock[`node_modules/${name}`] === undefined)).toEqual([])
})
