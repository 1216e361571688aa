import fc from 'fast-check'
import { PackageURL } from 'packageurl-js'
import { expect, test } from 'vitest'
import type { Ecosystem, FoundPackage } from '../analyzers/analyzer.ts'
import { purlOf } from './identity.ts'

const found = (ecosystem: Ecosystem, name: string, version: string): FoundPackage => ({
  ecosystem,
  name,
  version,
  licenses: [],
  confidence: 'installed',
  rule: 'test',
})

test.each([
  ['npm', '@scope/name', '1.0.0', 'pkg:npm/%40scope/name@1.0.0'],
  ['maven', 'org.example:core', '2.0', 'pkg:maven/org.example/core@2.0'],
  ['golang', 'example.com/mod/v2', 'v2.1.0', 'pkg:golang/example.com/mod/v2@v2.1.0'],
  ['golang', 'example.com/mod', 'vnext', 'pkg:golang/example.com/mod@vnext'],
  ['composer', 'vendor/name', '3.1', 'pkg:composer/vendor/name@3.1'],
  ['rpm', 'bash', '1:5.1.8-6.el9', 'pkg:rpm/almalinux/bash@5.1.8-6.el9?distro=almalinux-9&epoch=1'],
] as const)('a package of %s: %s %s is %s', (ecosystem, name, version, purl) => {
  expect(purlOf(found(ecosystem, name, version), { id: 'almalinux', version: '9', like: [] })).toBe(purl)
})

test('whatever strangers call a package, it has a package URL that names its type', () => {
  const ecosystems: Ecosystem[] = [
    'deb',
    'rpm',
    'npm',
    'pypi',
    'maven',
    'golang',
    'cargo',
    'gem',
    'composer',
    'nuget',
    'generic',
  ]
  const text = fc.oneof(
    fc.string({ minLength: 1, unit: 'grapheme' }),
    fc.constantFrom('\ud800', 'a\udfff', '..', '/', ':', '@'),
  )
  fc.assert(
    fc.property(fc.constantFrom(...ecosystems), text, text, (ecosystem, name, version) => {
      expect(purlOf(found(ecosystem, name, version), undefined)).toMatch(new RegExp(`^pkg:${ecosystem}/`))
    }),
  )
  expect(PackageURL.fromString(purlOf(found('golang', 'a/b', 'v1.0.0'), undefined)).name).toBe('b')
})
