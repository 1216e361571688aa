import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { defaultLimits } from '../../layers/limits.ts'
import { jar, manifest, pomProperties, pomXml } from '../../testing/fake-archives.ts'
import { debDatabase, debFiles, osRelease } from '../../testing/fake-packages.ts'
import { imageOf } from '../../testing/read-bytes.ts'
import { file } from '../../testing/tar-writer.ts'
import { type ZipSpec, zip, zipped } from '../../testing/zip-writer.ts'
import type { FoundPackage } from '../analyzer.ts'
import { parseFileName } from './file-name.ts'
import { javaAnalyzer } from './java-analyzer.ts'
import { parseManifest } from './manifest.ts'
import { parsePomProperties, parsePomXml } from './pom.ts'

interface Read {
  readonly packages: readonly FoundPackage[]
  readonly unreadable?: string | undefined
}

async function read(path: string, bytes: Buffer, limits = defaultLimits): Promise<Read> {
  const reading = javaAnalyzer.read?.({ path, size: bytes.length }, limits)
  reading?.write(bytes)
  const kept = await reading?.end()
  if (kept === undefined || !('text' in kept)) return { packages: [] }
  const parsed = javaAnalyzer.parse({ path, text: kept.text })
  return { packages: parsed.packages, unreadable: kept.unreadable ?? parsed.unreadable }
}

const found = async (path: string, ...entries: readonly ZipSpec[]) =>
  (await read(path, jar(...entries))).packages.map(({ name, version, rule }) => `${name} ${version} ${rule}`)

describe('SCN-009: java', () => {
  test.each(['a.jar', 'a.WAR', 'x/a.ear', 'a.par', 'a.sar', 'a.nar', 'a.jpi', 'a.hpi', 'a.kar', 'a.lpkg', 'a.jmod'])(
    'wants %s',
    (path) => expect(javaAnalyzer.wants(path)).toBe(true),
  )

  test.each(['jar', 'a.jar.txt', 'a.jars', 'a.zip'])('does not want %s', (path) =>
    expect(javaAnalyzer.wants(path)).toBe(false),
  )

  test('properties of Maven, with the licences of the model beside them', async () => {
    const bytes = jar(
      manifest({ 'Implementation-Version': '9.9' }),
      pomProperties('org.apache.logging.log4j:log4j-core', '2.14.1'),
      pomXml(
        'org.apache.logging.log4j:log4j-core',
        '<licenses><license><name>Apache License, Version 2.0</name></license></licenses><version>0</version>',
      ),
    )
    const { packages, unreadable } = await read('opt/app/log4j-core-2.14.1.jar', bytes)
    expect(unreadable).toBeUndefined()
    expect(packages).toEqual([
      {
        ecosystem: 'maven',
        name: 'org.apache.logging.log4j:log4j-core',
        version: '2.14.1',
        licenses: ['Apache License, Version 2.0'],
        confidence: 'installed',
        rule: 'java.pom-properties',
        detail: `META-INF/maven/org.apache.logging.log4j/log4j-core/pom.properties sha1 ${createHash('sha1').update(bytes).digest('hex')}`,
      },
    ])
  })

  test('a shaded archive holds all of its models; without one of its own the manifest names it', async () => {
    const shaded = [pomProperties('com.google.guava:guava', '31.1-jre'), pomProperties('org.ow2.asm:asm', '9.2')]
    expect(await found('app-1.0.jar', pomProperties('org.example:app', '1.0'), ...shaded)).toEqual([
      'org.example:app 1.0 java.pom-properties',
      'com.google.guava:guava 31.1-jre java.pom-properties',
      'org.ow2.asm:asm 9.2 java.pom-properties',
    ])
    const named = manifest({ 'Implementation-Version': '3.3.1', 'Implementation-Vendor-Id': 'org.example' })
    expect(await found('client-3.3.1.jar', named, ...shaded)).toEqual([
      'org.example:client 3.3.1 java.manifest',
      'com.google.guava:guava 31.1-jre java.pom-properties',
      'org.ow2.asm:asm 9.2 java.pom-properties',
    ])
  })

  test('a renamed archive with one model is that model and nothing else', async () => {
    const model = pomProperties('org.yaml:snakeyaml', '1.30')
    expect(await found('app.jar', manifest({ 'Bundle-Version': '1.30.0' }), model)).toEqual([
      'org.yaml:snakeyaml 1.30 java.pom-properties',
    ])
  })

  test.each<[string, string, Record<string, string>, string]>([
    [
      'a bundle whose name ends with the artifact',
      'jackson-databind-2.9.8.jar',
      { 'Bundle-SymbolicName': 'com.fasterxml.jackson.core.jackson-databind', 'Bundle-Version': '2.9.8' },
      'com.fasterxml.jackson.core:jackson-databind 2.9.8 java.manifest',
    ],
    [
      'the vendor',
      'x-1.2.jar',
      { 'Implementation-Vendor-Id': 'org.vendor', 'Implementation-Version': '1.2', 'Bundle-SymbolicName': 'a.b.c' },
      'org.vendor:x 1.2 java.manifest',
    ],
    [
      'a version in the form of OSGi',
      'parts-31.1-jre.jar',
      { 'Bundle-SymbolicName': 'org.example.parts;singleton:=true', 'Bundle-Version': '31.1.0.jre' },
      'org.example:parts 31.1-jre java.manifest',
    ],
    [
      'a bundle of a house with many projects',
      'velocity-1.5.jar',
      { 'Bundle-SymbolicName': 'org.apache.velocity', 'Bundle-Version': '1.5' },
      'org.apache.velocity:velocity 1.5 java.manifest',
    ],
    [
      'the name of a module',
      'slf4j-api-1.7.30.jar',
      { 'Automatic-Module-Name': 'org.slf4j', 'Implementation-Version': '1.7.30' },
      'org.slf4j:slf4j-api 1.7.30 java.manifest',
    ],
    [
      'a well-known artifact without any metadata of Maven',
      'spring-core-5.3.17.jar',
      { 'Implementation-Title': 'spring-core', 'Implementation-Version': '5.3.17' },
      'org.springframework:spring-core 5.3.17 java.manifest',
    ],
    [
      'Tomcat, whose files are called otherwise',
      'catalina.jar',
      { 'Implementation-Title': 'Apache Tomcat', 'Implementation-Version': '9.0.70' },
      'org.apache.tomcat:tomcat-catalina 9.0.70 java.manifest',
    ],
    [
      'a plugin of Jenkins',
      'git.hpi',
      { 'Group-Id': 'org.jenkins-ci.plugins', 'Short-Name': 'git', 'Plugin-Version': '4.11.0' },
      'org.jenkins-ci.plugins:git 4.11.0 java.manifest',
    ],
  ])('the manifest: %s', async (_, path, attributes, expected) => {
    expect(await found(`lib/${path}`, manifest(attributes))).toEqual([expected])
  })

  test('the file name comes last, is marked and less sure', async () => {
    const { packages } = await read('lib/commons-io-2.6.jar', jar())
    expect(packages).toMatchObject([
      { name: 'commons-io:commons-io', version: '2.6', rule: 'java.file-name', confidence: 'identified' },
    ])
    expect(await found('lib/something.jar', manifest({}))).toEqual([])
  })

  test('archives within archives, with the way that leads there', async () => {
    const inner = jar(pomProperties('org.example:inner', '1.0'))
    const war = zip([
      zipped('WEB-INF/lib/inner-1.0.jar', inner, { stored: true }),
      pomProperties('org.example:web', '2'),
    ])
    const { packages } = await read('app.ear', zip([zipped('web.war', war), zipped('lib/x-3.jar', jar())]))
    expect(packages.map(({ name, detail }) => [name, detail?.split(' sha1 ')[0]])).toEqual([
      ['org.example:web', 'web.war!/META-INF/maven/org.example/web/pom.properties'],
      ['org.example:inner', 'web.war!/WEB-INF/lib/inner-1.0.jar!/META-INF/maven/org.example/inner/pom.properties'],
      ['x:x', 'lib/x-3.jar'],
    ])
  })

  test('LAY-9: what was read by local headers is marked', async () => {
    const bytes = jar(pomProperties('org.example:a', '1'), zipped('big', 'x', { stored: true }))
    const { packages } = await read('a.jar', bytes, { ...defaultLimits, archiveBytes: 100 })
    expect(packages[0]?.detail).toMatch(/ sha1 [0-9a-f]{40} streamed$/)
  })

  test('a broken model is a gap only when nothing else says what it is', async () => {
    const broken = pomXml('org.example:a', '<unclosed>')
    expect(await read('a.jar', jar(broken))).toMatchObject({ packages: [], unreadable: expect.any(String) })
    const beside = await read('a.jar', jar(broken, pomProperties('org.example:a', '1')))
    expect([beside.packages.length, beside.unreadable]).toEqual([1, undefined])
  })
})

/** A reference as models of Maven write it. */
const ref = (name: string) => `$\{${name}}`

describe('models of Maven', () => {
  const parse = (body: string) => parsePomXml(`<project>${body}</project>`, 200)

  test.each([
    [
      'own fields',
      '<groupId>g</groupId><artifactId>a</artifactId><version>1</version>',
      { group: 'g', artifact: 'a', version: '1' },
    ],
    [
      'inherited',
      '<parent><groupId>g</groupId><artifactId>p</artifactId><version>1</version></parent><artifactId>a</artifactId>',
      { group: 'g', artifact: 'a', version: '1' },
    ],
    [
      'a property',
      `<artifactId>a</artifactId><version>${ref('revision')}-x</version><properties><revision>2</revision></properties>`,
      { artifact: 'a', version: '2-x' },
    ],
    [
      'two steps',
      `<version>${ref('a')}</version><properties><a>${ref('b')}</a><b>3</b></properties>`,
      { version: '3' },
    ],
    [
      'the version of the parent',
      `<parent><version>4</version></parent><version>${ref('project.parent.version')}</version>`,
      { version: '4' },
    ],
    ['an unknown reference', `<artifactId>a</artifactId><version>${ref('x')}</version>`, { artifact: 'a' }],
    ['a reference to itself', `<version>${ref('version')}</version>`, {}],
    [
      'fields of dependencies do not count',
      '<dependencies><dependency><version>9</version></dependency></dependencies>',
      {},
    ],
    ['character data', '<artifactId><![CDATA[a]]></artifactId>', { artifact: 'a' }],
    ['names that are none', '<groupId>a b</groupId><version>1/2</version>', {}],
  ])('%s', (_, body, expected) => expect(parse(body)).toEqual({ pom: { ...expected, licenses: [] } }))

  test('LIM-5: entities are not known, nesting is bounded', () => {
    const entity = '<!DOCTYPE project [<!ENTITY a "x">]><project><version>&a;</version></project>'
    expect(parsePomXml(entity, 200)).toHaveProperty('unreadable')
    expect(parse('<a>'.repeat(300))).toEqual({ unreadable: 'nested deeper than 200' })
    expect(parsePomXml('no xml', 200)).toHaveProperty('unreadable')
    expect(parsePomXml('', 200)).toHaveProperty('unreadable')
  })

  test('properties', () => {
    expect(parsePomProperties('groupId = g\r\nartifactId:a\nversion=1\nversion2=x\n')).toEqual({
      group: 'g',
      artifact: 'a',
      version: '1',
      licenses: [],
    })
    expect(parsePomProperties(`version=${ref('project.version')}\n`)).toEqual({ licenses: [] })
  })

  test('any text gets an answer', () => {
    const words = fc.constantFrom(
      '<project>',
      '</project>',
      '<version>',
      '</version>',
      '${',
      '}',
      '&lt;',
      '<![CDATA[',
      ']]>',
      '\ud800',
      '\n',
    )
    const text = fc.array(fc.oneof(words, fc.string()), { maxLength: 20 }).map((parts) => parts.join(''))
    fc.assert(
      fc.property(text, (content) => {
        expect(Object.keys(parsePomXml(content, 5))).toHaveLength(1)
        expect(parsePomProperties(content).licenses).toEqual([])
        expect(parseManifest(content)).toBeTypeOf('object')
      }),
      { numRuns: 300 },
    )
  })
})

test('manifests: wrapped lines, only the main section, only what is wanted', () => {
  const text =
    'Manifest-Version: 1.0\r\nBundle-Symbolic\r\n Name: org.exa\r\n mple\r\nX: y\r\n\r\nName: a\r\nShort-Name: b\r\n'
  expect(parseManifest(text)).toEqual({ 'Bundle-SymbolicName': 'org.example' })
})

test.each([
  ['log4j-core-2.14.1.jar', 'log4j-core', '2.14.1'],
  ['lib/log4j-1.2-api-2.14.1.jar', 'log4j-1.2-api', '2.14.1'],
  ['guava-31.1-jre.jar', 'guava', '31.1-jre'],
  ['jsr305-3.jar', 'jsr305', '3'],
  ['x-1.0-20240102.030405-1.jar', 'x', '1.0-20240102.030405-1'],
  ['netty-epoll-4.1.72.Final-linux-x86_64.jar', 'netty-epoll', '4.1.72.Final'],
  ['x-1.0-sources.jar', 'x', '1.0'],
  ['zipkin-server-2.23.16-exec.jar', 'zipkin-server', '2.23.16'],
])('the file name %s', (path, artifact, version) => expect(parseFileName(path)).toEqual({ artifact, version }))

test.each(['app.jar', '1.0.jar', '-1.jar', 'a b-1.jar'])('the file name %s says no version', (path) =>
  expect(parseFileName(path)).toBeUndefined(),
)

describe('in an image', () => {
  const bytes = jar(pomProperties('org.bouncycastle:bcprov', '1.72'))

  test('the package URL has group and artifact apart', async () => {
    const image = await imageOf([[file('opt/bcprov.jar', bytes)]])
    expect(image.components).toMatchObject([
      { purl: 'pkg:maven/org.bouncycastle/bcprov@1.72', locations: [{ path: 'opt/bcprov.jar' }] },
    ])
    expect(image.complete).toBe(true)
  })

  test('MRG-2, SCN-019: one that a package of the distribution owns is attributed to it', async () => {
    const image = await imageOf([
      [
        osRelease('debian', '12'),
        debDatabase({ name: 'libbcprov-java', version: '1.72-2' }),
        debFiles('libbcprov-java', '/usr/share/java/bcprov-1.72.jar'),
        file('usr/share/java/bcprov-1.72.jar', bytes),
      ],
    ])
    const owner = image.components.find(({ ecosystem }) => ecosystem === 'deb')
    expect(image.components.find(({ ecosystem }) => ecosystem === 'maven')?.ownedBy).toBe(owner?.id)
  })

  test('LIM-4, LIM-9: an archive that is only partly read makes the report partial and is named', async () => {
    const image = await imageOf([[file('a.jar', bytes.subarray(0, 300))]])
    expect(image.complete).toBe(false)
    expect(image.layers[0]?.problems).toMatchObject([
      { code: 'file_unreadable', paths: ['a.jar'], reasons: ['its directory is missing'] },
    ])
  })
})
