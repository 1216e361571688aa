import type { CapturedText } from '../../layers/layer-facts.ts'
import { plainText } from '../../plain-text.ts'
import { type Kept, nothing, type Parsed, type PathAnalyzer } from '../analyzer.ts'
import { isPackage } from '../package-name.ts'
import { readWhole } from '../whole-file.ts'
import { type PhpValue, parseSerialized } from './serialized.ts'

/** Packages of PEAR and PECL by the registry files that their installer writes. */
export const pearAnalyzer: PathAnalyzer = {
  id: 'php-pear',
  version: 1,
  wants: (path) => path.endsWith('.reg') && `/${path}`.includes('/.registry/'),
  // The file counts bytes, so it must not be decoded as UTF-8 first.
  read: (file, { textFileBytes, jsonDepth }) =>
    readWhole(file, textFileBytes, (bytes) => keepFields(bytes.toString('latin1'), jsonDepth)),
  parse: toPackage,
}

interface PearPackage {
  readonly channel: string
  readonly name: string
  readonly version: string
  readonly license: string
}

function keepFields(latin1: string, depth: number): Kept {
  const value = parseSerialized(latin1, depth)
  if (!(value instanceof Map)) return { unreadable: 'not a serialised array' }
  const name = textAt(value, 'name') ?? textAt(value, 'package')
  const version = textAt(value.get('version'), 'release') ?? textAt(value, 'version')
  if (name === undefined || version === undefined) return { ignore: true }
  const license = textAt(value, 'license') ?? textAt(value.get('license'), '_content') ?? ''
  const kept: PearPackage = { channel: textAt(value, 'channel') ?? 'pear.php.net', name, version, license }
  return { text: JSON.stringify(kept) }
}

function textAt(value: PhpValue | undefined, key: string): string | undefined {
  const found = value instanceof Map ? value.get(key) : undefined
  return typeof found === 'string' && found !== '' && found.length <= 500 ? found : undefined
}

function toPackage({ text }: CapturedText): Parsed {
  const { channel, name, version, license } = JSON.parse(text) as PearPackage
  const vendor = channel === 'pecl.php.net' ? 'pecl' : channel === 'pear.php.net' ? 'pear' : channel.toLowerCase()
  const full = `${vendor}/${name.toLowerCase()}`
  if (!isPackage('composer', full, version)) return nothing
  return {
    packages: [
      {
        ecosystem: 'composer',
        name: full,
        version,
        licenses: license === '' ? [] : [plainText(license, 256)],
        confidence: 'installed',
        rule: 'php.pear-registry',
        detail: plainText(`${channel} ${name} ${version}`, 512),
      },
    ],
  }
}
