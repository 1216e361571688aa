import { deflateSync, gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { elf } from '../testing/elf-writer.ts'
import { goBuildInfo, goBuildInfoByPointers } from '../testing/go-build-info.ts'
import { fatMachO, machO } from '../testing/mach-o-writer.ts'
import { pe } from '../testing/pe-writer.ts'
import { readExecutable } from './read-executable.ts'

const shapes = [
  { bits: 64, bigEndian: false },
  { bits: 64, bigEndian: true },
  { bits: 32, bigEndian: false },
  { bits: 32, bigEndian: true },
] as const

const buildId = { name: 'GNU', type: 3, content: Buffer.from('0123456789abcdef', 'hex') }
const packageNote = { name: 'FDO', type: 0xcafe1a7e, content: Buffer.from('{"type":"deb"}\0') }
const library = {
  soname: 'libcrypto.so.3',
  needed: ['libz.so.1', 'libc.so.6'],
  versions: ['OPENSSL_3.0.0', 'OPENSSL_3.0.3'],
  notes: [{ name: 'Go', type: 4, content: Buffer.from('odd') }, buildId, packageNote],
}

describe('ELF', () => {
  test.each(shapes)('a library of $bits bits, big endian: $bigEndian', (shape) => {
    const facts = {
      format: 'elf',
      soname: 'libcrypto.so.3',
      needed: ['libz.so.1', 'libc.so.6'],
      symbolVersions: ['OPENSSL_3.0.0', 'OPENSSL_3.0.3'],
      buildId: '0123456789abcdef',
      note: '{"type":"deb"}',
    }
    expect(readExecutable(elf({ ...shape, ...library }))).toMatchObject(facts)
    expect(readExecutable(elf({ ...shape, ...library, sectionTable: false }))).toMatchObject(facts)
  })

  test.each([
    [62, 64, false, 'amd64'],
    [183, 64, false, 'arm64'],
    [3, 32, false, '386'],
    [40, 32, false, 'arm'],
    [21, 64, false, 'ppc64le'],
    [21, 64, true, 'ppc64'],
    [22, 64, true, 's390x'],
    [243, 64, false, 'riscv64'],
    [8, 32, true, 'mips'],
    [9999, 64, false, undefined],
  ] as const)('machine %i with %i bits, big endian %s: %s', (machine, bits, bigEndian, architecture) => {
    expect(readExecutable(elf({ machine, bits, bigEndian }))?.architecture).toBe(architecture)
  })

  test('a program that loads nothing says so', () => {
    expect(readExecutable(elf())).toEqual({ format: 'elf', architecture: 'amd64', needed: [] })
  })

  test('LIM-6: more sections than any real file has are not followed, the rest is', () => {
    const bytes = elf({ ...library, sections: { '.dep-v0': deflateSync('{}') } })
    expect(readExecutable(bytes)).toMatchObject({ rust: '{}' })
    bytes.writeUInt16LE(4097, 60)
    expect(readExecutable(bytes)).toMatchObject({ soname: 'libcrypto.so.3' })
    expect(readExecutable(bytes)).not.toHaveProperty('rust')
  })

  test('the count of many sections stands in the first of them', () => {
    const bytes = elf({ sections: { '.dep-v0': deflateSync('[1]') } })
    const table = Number(bytes.readBigUInt64LE(40))
    bytes.writeBigUInt64LE(BigInt(bytes.readUInt16LE(60)), table + 32)
    bytes.writeUInt32LE(bytes.readUInt16LE(62), table + 40)
    bytes.writeUInt16LE(0, 60)
    bytes.writeUInt16LE(0xffff, 62)
    expect(readExecutable(bytes)).toMatchObject({ rust: '[1]' })
  })

  test('a broken table costs what it says and nothing else', () => {
    const bytes = elf({ ...library, sections: { '.go.buildinfo': goBuildInfo({ version: 'go1.22.1' }) } })
    const dynamic = 64 + 56
    bytes.writeBigUInt64LE(1n << 60n, dynamic + 8)
    expect(readExecutable(bytes)).toMatchObject({
      needed: [],
      buildId: '0123456789abcdef',
      go: { version: 'go1.22.1' },
    })
  })
})

describe('PE', () => {
  test.each([32, 64] as const)('a library of %i bits', (bits) => {
    const machine = bits === 32 ? 0x14c : 0x8664
    const versionInfo = { CompanyName: 'Example', ProductVersion: '1.2.3+abc', InternalName: 'Thing.dll' }
    expect(
      readExecutable(
        pe({ bits, machine, exportName: 'thing.dll', imports: ['KERNEL32.dll', 'msvcrt.dll'], versionInfo }),
      ),
    ).toEqual({
      format: 'pe',
      architecture: bits === 32 ? '386' : 'amd64',
      soname: 'thing.dll',
      needed: ['KERNEL32.dll', 'msvcrt.dll'],
      versionInfo,
    })
  })

  test('a file of .NET is marked', () => {
    expect(readExecutable(pe({ managed: true, machine: 0xaa64 }))).toEqual({
      format: 'pe',
      architecture: 'arm64',
      needed: [],
      managed: true,
    })
  })

  test('a DOS program is none', () => {
    expect(readExecutable(Buffer.from('MZ'.padEnd(200, '\0')))).toBeUndefined()
  })
})

describe('Mach-O', () => {
  const dylib = {
    id: '@rpath/libz.1.dylib',
    needed: ['/usr/lib/libSystem.B.dylib'],
    uuid: Buffer.alloc(16, 0xab),
  }
  const facts = {
    format: 'mach-o',
    architecture: 'arm64',
    soname: '@rpath/libz.1.dylib',
    needed: ['/usr/lib/libSystem.B.dylib'],
    buildId: 'ab'.repeat(16),
  }

  test.each(shapes)('a library of $bits bits, big endian: $bigEndian', (shape) => {
    expect(readExecutable(machO({ ...shape, ...dylib }))).toEqual(facts)
  })

  test.each([32, 64] as const)('a fat file of %i bits is read by its first usable slice', (bits) => {
    expect(
      readExecutable(fatMachO(bits, [Buffer.from('rubbish'), machO(dylib), machO({ machine: 0x01000007 })])),
    ).toEqual(facts)
  })

  test('a Java class file, which begins like a fat file, is none', () => {
    expect(readExecutable(Buffer.from('cafebabe0000003d'.padEnd(400, '0'), 'hex'))).toBeUndefined()
  })
})

const modules = 'path\texample.com/app\nmod\texample.com/app\t(devel)\t\ndep\texample.com/dep\tv1.0.0\th1:x=\n'
const version = 'go1.21.4'

describe('Go build info', () => {
  test.each(shapes)('as pointers, $bits bits, big endian: $bigEndian', ({ bits, bigEndian }) => {
    const content = goBuildInfoByPointers({ version, modules }, bits === 64 ? 8 : 4, bigEndian)
    const named = elf({ bits, bigEndian, sections: { '.go.buildinfo': content } })
    expect(readExecutable(named)?.go).toEqual({ version, modules })
    const stripped = elf({ bits, bigEndian, sections: { '.go.buildinfo': content }, sectionTable: false })
    expect(readExecutable(stripped)?.go).toEqual({ version, modules })
    const apple = machO({ bits, bigEndian, sections: { __go_buildinfo: content } })
    expect(readExecutable(apple)?.go).toEqual({ version, modules })
    if (!bigEndian)
      expect(readExecutable(pe({ bits, sections: { '.data': content } }))?.go).toEqual({ version, modules })
  })

  test('SCN-010: as strings, in every format, in libraries, with and without a section table', () => {
    const content = goBuildInfo({ version, modules })
    const files = [
      elf({ sections: { '.go.buildinfo': content } }),
      elf({ sections: { '.go.buildinfo': content }, sectionTable: false, soname: 'libapp.so' }),
      elf({ sections: { '.renamed': content } }),
      pe({ sections: { '.data': content } }),
      machO({ sections: { __go_buildinfo: content } }),
      fatMachO(32, [machO({ sections: { __data: content } })]),
    ]
    expect(files.map((bytes) => readExecutable(bytes)?.go)).toEqual(files.map(() => ({ version, modules })))
  })

  test('without modules only the toolchain is known; text that looks like build info is none', () => {
    expect(readExecutable(elf({ sections: { '.go.buildinfo': goBuildInfo({ version }) } }))?.go).toEqual({
      version,
      modules: '',
    })
    const text = Buffer.from(`${'\xff Go buildinf:'}is what we look for`.padEnd(64, '\0'), 'latin1')
    const both = Buffer.concat([text, goBuildInfo({ version, modules })])
    expect(readExecutable(elf({ sections: { '.data': text } }))).not.toHaveProperty('go')
    expect(readExecutable(elf({ sections: { '.data': both } }))?.go).toEqual({ version, modules })
  })
})

describe('embedded lists', () => {
  const json = '{"packages":[]}'

  test('SCN-010: Rust, in every format', () => {
    const sections = { '.dep-v0': deflateSync(json) }
    for (const bytes of [elf({ sections }), elf({ sections, soname: 'x.so' }), pe({ sections }), machO({ sections })])
      expect(readExecutable(bytes)).toMatchObject({ rust: json })
  })

  test('LIM-6: what inflates without end, or not at all, is dropped and nothing else', () => {
    const bomb = deflateSync(Buffer.alloc(65 * 1024 * 1024))
    for (const content of [bomb, Buffer.from('rubbish'), deflateSync(json).subarray(0, 8)]) {
      const facts = readExecutable(elf({ ...library, sections: { '.dep-v0': content } }))
      expect(facts).toMatchObject({ soname: 'libcrypto.so.3' })
      expect(facts).not.toHaveProperty('rust')
    }
  })

  test.each(shapes)('GraalVM, $bits bits, big endian: $bigEndian', ({ bits, bigEndian }) => {
    const document = gzipSync('{"bomFormat":"CycloneDX"}')
    const length = Buffer.alloc(8)
    if (bigEndian) length.writeBigUInt64BE(BigInt(document.length))
    else length.writeBigUInt64LE(BigInt(document.length))
    const sections = { '.data': Buffer.concat([length, document]) }
    const symbols = {
      other: { section: '.data', at: 0 },
      sbom: { section: '.data', at: 8 },
      sbom_length: { section: '.data', at: 0 },
      __svm_version_info: { section: '.data', at: 0 },
    }
    expect(readExecutable(elf({ bits, bigEndian, sections, symbols }))?.sbom).toBe('{"bomFormat":"CycloneDX"}')
    expect(readExecutable(machO({ bits, bigEndian, sections, symbols }))?.sbom).toBe('{"bomFormat":"CycloneDX"}')
    if (!bigEndian)
      expect(readExecutable(pe({ bits, exportName: 'app.exe', sections, symbols }))?.sbom).toBe(
        '{"bomFormat":"CycloneDX"}',
      )
    const { __svm_version_info: _, ...without } = symbols
    expect(readExecutable(elf({ bits, bigEndian, sections, symbols: without }))).not.toHaveProperty('sbom')
  })
})

describe('LIM-6: whatever the bytes are, nothing is thrown', () => {
  const valid = [
    ...shapes.map((shape) =>
      elf({
        ...shape,
        ...library,
        sections: {
          '.go.buildinfo': goBuildInfoByPointers({ version, modules }, shape.bits === 64 ? 8 : 4, shape.bigEndian),
          '.dep-v0': deflateSync('{}'),
        },
        symbols: { sbom: { section: '.dep-v0', at: 0 } },
      }),
    ),
    elf({ ...library, sections: { '.go.buildinfo': goBuildInfo({ version, modules }) }, sectionTable: false }),
    pe({
      exportName: 'x.dll',
      imports: ['KERNEL32.dll'],
      versionInfo: { ProductVersion: '1.0', InternalName: 'x.dll' },
      managed: true,
      sections: { '.data': goBuildInfo({ version, modules }) },
    }),
    machO({
      id: 'libx.dylib',
      needed: ['liby.dylib'],
      sections: { __go_buildinfo: goBuildInfo({ version, modules }) },
    }),
    fatMachO(32, [machO({ id: 'libx.dylib' })]),
  ]
  const anyValid = fc.constantFrom(...valid)

  function survives(bytes: Buffer): void {
    const facts = readExecutable(bytes)
    if (facts) expect(JSON.parse(JSON.stringify(facts))).toEqual(facts)
  }

  test('any bytes behind each magic', () => {
    const magics = fc.constantFrom('', '7f454c46020101', '7f454c46010201', '4d5a', 'cffaedfe', 'feedface', 'cafebabe')
    fc.assert(
      fc.property(magics, fc.uint8Array({ maxLength: 1024 }), (magic, rest) =>
        survives(Buffer.concat([Buffer.from(magic, 'hex'), rest])),
      ),
      { numRuns: 500 },
    )
  })

  test('changed bytes, most of them in the tables', () => {
    const place = fc.oneof(fc.nat({ max: 600 }), fc.nat({ max: 0xffff }))
    const changes = fc.array(fc.tuple(place, fc.constantFrom(0, 1, 2, 0x7f, 0x80, 0xff)), {
      minLength: 1,
      maxLength: 8,
    })
    fc.assert(
      fc.property(anyValid, changes, (bytes, edits) => {
        const copy = Buffer.from(bytes)
        for (const [at, byte] of edits) copy[at % copy.length] = byte
        survives(copy)
      }),
      { numRuns: 2000 },
    )
  })

  test('files cut anywhere', () => {
    fc.assert(
      fc.property(anyValid, fc.double({ min: 0, max: 1, noNaN: true }), (bytes, part) =>
        survives(bytes.subarray(0, Math.floor(bytes.length * part))),
      ),
      { numRuns: 500 },
    )
  })
})
