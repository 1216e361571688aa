import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { defaultLimits } from '../../layers/limits.ts'
import { debDatabase, debFiles, osRelease } from '../../testing/fake-packages.ts'
import { imageOf } from '../../testing/read-bytes.ts'
import { file } from '../../testing/tar-writer.ts'
import { jvmAnalyzer } from './jvm-analyzer.ts'

const fixture = (name: string) => readFileSync(join(import.meta.dirname, 'fixtures', name), 'utf8')

function read(text: string) {
  const kept = jvmAnalyzer.keep?.(text, defaultLimits)
  return kept && 'text' in kept ? jvmAnalyzer.parse({ path: 'opt/java/release', text: kept.text }).packages : kept
}

test('the version and who made it', () => {
  expect(read(fixture('temurin-17'))).toMatchObject([
    {
      name: 'openjdk',
      version: '17.0.9',
      detail: 'JAVA_VERSION 17.0.9, Eclipse Adoptium, Temurin-17.0.9+9, build 17.0.9+9',
    },
  ])
  expect(read(fixture('zulu-8'))).toMatchObject([
    { name: 'openjdk', version: '1.8.0_392', detail: 'JAVA_VERSION 1.8.0_392, Azul Systems, Inc.' },
  ])
})

test('files of the same name that are not of Java say nothing', () => {
  expect(read('NAME=Fedora\nVERSION=40\n')).toEqual({ ignore: true })
  expect(read('JAVA_VERSION="none"\n')).toEqual([])
  expect(jvmAnalyzer.wants('etc/os-release')).toBe(false)
})

test('a runtime from a tarball is a component; one that a package owns is that package (MRG-1)', async () => {
  const text = fixture('temurin-17')
  const image = await imageOf([
    [
      osRelease('debian', '12'),
      debDatabase({ name: 'openjdk-17-jre', version: '17.0.9+9-1~deb12u1' }),
      debFiles('openjdk-17-jre', '/usr/lib/jvm/java-17/release'),
      file('usr/lib/jvm/java-17/release', text),
      file('opt/java/release', text),
    ],
  ])
  expect(image.components.map(({ purl, locations }) => [purl, locations.map(({ path }) => path)])).toEqual([
    [expect.stringContaining('pkg:deb/debian/openjdk-17-jre@'), ['var/lib/dpkg/status']],
    ['pkg:generic/openjdk@17.0.9', ['opt/java/release']],
  ])
})

test('any text: never throws', () => {
  const lines = fc.array(fc.oneof(fc.string(), fc.constantFrom('JAVA_VERSION=', '"', '\n', '17', '=')), {
    maxLength: 20,
  })
  fc.assert(fc.property(lines, (parts) => void read(parts.join(''))))
})
