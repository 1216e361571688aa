import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { satisfies } from 'semver'
import { expect, test } from 'vitest'

interface LockedPackage {
  readonly version?: string
  readonly resolved?: string
  readonly engines?: { readonly node?: string }
  readonly hasInstallScript?: boolean
  readonly dev?: boolean
  readonly devOptional?: boolean
  readonly optional?: boolean
  readonly integrity?: string
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

test('the lockfile names no address to download from, and a checksum for every package', () => {
  expect(installed.filter(([, { resolved }]) => resolved !== undefined).map(([path]) => path)).toEqual([])
  const bundled = installed.filter(([, { integrity }]) => integrity === undefined)
  expect(bundled.map(([path]) => path)).toEqual([])
})
