import { describe, expect, test } from 'vitest'
import { lookupKeys } from '../matching/ecosystems.ts'
import { advisoryAbout, componentOf } from '../testing/fake-advisories.ts'
import { canonicalPackageName } from './package-names.ts'

describe('one spelling for each package (MAT-10)', () => {
  test.each([
    ['pypi', 'PyPI', 'Zope.Interface', 'zope_interface'],
    ['npm', 'npm', '@babel/traverse', '%40babel/traverse'],
    ['npm', 'npm', '@babel/traverse', '%40babel%2Ftraverse'],
    ['maven', 'Maven', 'org.apache.logging.log4j:log4j-core', 'org.apache.logging.log4j/log4j-core'],
    ['golang', 'Go', 'github.com/Azure/go-autorest', 'github.com/!azure/go-autorest'],
    ['golang', 'Go', 'github.com/Sirupsen/logrus', 'github.com/sirupsen/logrus'],
    ['nuget', 'NuGet', 'Newtonsoft.Json', 'newtonsoft.json'],
    ['composer', 'Packagist', 'Symfony/Http-Kernel', 'symfony/http-kernel'],
    ['cargo', 'crates.io', 'serde_json', 'serde-json'],
    ['bitnami', 'Bitnami', 'Redis', 'redis'],
  ] as const)('%s: %s: %s is %s', (type, ecosystem, published, found) => {
    const name = advisoryAbout(ecosystem, published, {}).affected[0]?.name
    expect(lookupKeys(componentOf(type, found, '1'))).toEqual([{ ecosystem, name }])
  })

  test.each([
    ['npm', 'JSONStream', 'jsonstream'],
    ['npm', 'a.b', 'a-b'],
    ['Maven', 'a:b', 'b:a'],
    ['Go', 'example.com/a', 'example.com/a/v2'],
    ['Debian:12', 'gtk+3.0', 'gtk-3.0'],
    ['PyPI', 'a', 'b'],
    ['constructor', 'a', 'b'],
  ])('%s: %s is not %s', (ecosystem, a, b) => {
    expect(canonicalPackageName(ecosystem, a)).not.toBe(canonicalPackageName(ecosystem, b))
    expect(typeof canonicalPackageName(ecosystem, a)).toBe('string')
  })

  test('a release does not change the rule', () => {
    expect(canonicalPackageName('Maven:https://example.org', 'a/b')).toBe('a:b')
  })
})
