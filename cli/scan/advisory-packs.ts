import { readdir, readFile, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { text } from 'node:stream/consumers'
import { openPromise } from 'yauzl'
import {
  type Advisory,
  type AdvisorySource,
  type LookupKey,
  namesOf,
  osvLimits,
  parseOsv,
  type ReportFeed,
} from '../../src/scanner/index.ts'
import { CommandProblem } from '../exit-codes.ts'

/** What was found in packs of OSV records on this machine. */
export interface AdvisoryPacks {
  readonly source: AdvisorySource
  /** Only of ecosystems that the image has. */
  readonly feeds: readonly ReportFeed[]
  readonly records: number
  /** Records that could not be understood, with the first one and its reason. */
  readonly rejected: number
  readonly example?: string
}

/** Reads OSV records from zips, folders with zips or records, and single records; keeps what is about the wanted packages. */
export async function readAdvisoryPacks(
  paths: readonly string[],
  wanted: readonly LookupKey[],
  onRecord: (records: number) => void,
): Promise<AdvisoryPacks> {
  const kept = new KeptAdvisories(wanted)
  let records = 0
  let rejected = 0
  let example: string | undefined
  for (const path of paths) {
    for await (const record of recordsIn(path)) {
      const parsed = parseOsv(record.text)
      if (parsed.ok) kept.add(parsed.advisory)
      else {
        rejected++
        example ??= `${record.name}: ${parsed.reason}`
      }
      onRecord(++records)
    }
  }
  if (records === rejected) {
    throw new CommandProblem(
      'invalid',
      `There are no OSV records in ${paths.join(', ')}. Give a zip or a folder of them.`,
    )
  }
  return { source: kept, feeds: kept.feeds(), records, rejected, ...(example !== undefined && { example }) }
}

interface AdvisoryRecord {
  readonly name: string
  readonly text: string
}

async function* recordsIn(path: string): AsyncGenerator<AdvisoryRecord> {
  try {
    if (!(await stat(path)).isDirectory()) yield* recordsOfFile(path)
    else
      for (const name of (await readdir(path)).sort())
        if (/\.(zip|json)$/.test(name)) yield* recordsOfFile(join(path, name))
  } catch (error) {
    if (error instanceof CommandProblem) throw error
    const { code, message } = error as NodeJS.ErrnoException
    if (code === 'ENOENT') throw new CommandProblem('not_found', `There are no advisories at ${path}.`)
    throw new CommandProblem('invalid', `The advisories at ${path} cannot be read: ${message}.`)
  }
}

async function* recordsOfFile(path: string): AsyncGenerator<AdvisoryRecord> {
  if (!path.endsWith('.zip')) {
    yield { name: basename(path), text: await readFile(path, 'utf8') }
    return
  }
  const zip = await openPromise(path, { lazyEntries: true, autoClose: false })
  try {
    for await (const entry of zip.eachEntry()) {
      if (!entry.fileName.endsWith('.json')) continue
      // An empty text is refused as a record, so one that is too large counts as a bad one (ADV-4).
      const tooLarge = entry.uncompressedSize > osvLimits.bytes
      yield { name: entry.fileName, text: tooLarge ? '' : await text(await zip.openReadStreamPromise(entry)) }
    }
  } finally {
    zip.close()
  }
}

/** Advisories about the wanted packages in full; of all others only what may lend them a severity (ADV-6). */
class KeptAdvisories implements AdvisorySource {
  readonly #byKey: ReadonlyMap<string, Advisory[]>
  readonly #ecosystems: ReadonlySet<string>
  readonly #byName = new Map<string, Advisory[]>()
  readonly #feeds = new Map<string, { records: number; newest: string }>()

  constructor(wanted: readonly LookupKey[]) {
    this.#byKey = new Map(wanted.map((key) => [keyOf(key), []]))
    this.#ecosystems = new Set(wanted.map(({ ecosystem }) => ecosystem))
  }

  add(advisory: Advisory): void {
    for (const ecosystem of new Set(advisory.affected.map((affected) => affected.ecosystem)))
      this.#count(ecosystem, advisory)
    const keys = new Set(advisory.affected.map(keyOf).filter((key) => this.#byKey.has(key)))
    for (const key of keys) this.#byKey.get(key)?.push(advisory)
    const shown = keys.size > 0 ? advisory : slim(advisory)
    for (const name of namesOf(advisory)) {
      const known = this.#byName.get(name)
      if (known) known.push(shown)
      else this.#byName.set(name, [shown])
    }
  }

  under(key: LookupKey): readonly Advisory[] {
    return this.#byKey.get(keyOf(key)) ?? []
  }

  sameAs(advisory: Advisory): readonly Advisory[] {
    const found = new Map(
      namesOf(advisory).flatMap((name) => (this.#byName.get(name) ?? []).map((each) => [each.id, each] as const)),
    )
    found.delete(advisory.id)
    return [...found.values()].sort((a, b) => (a.id < b.id ? -1 : 1))
  }

  feeds(): ReportFeed[] {
    return [...this.#feeds]
      .map(([ecosystem, { records, newest }]) => ({ ecosystem, records, ...(newest !== '' && { newest }) }))
      .sort((a, b) => (a.ecosystem < b.ecosystem ? -1 : 1))
  }

  #count(ecosystem: string, { modified = '' }: Advisory): void {
    if (!this.#ecosystems.has(ecosystem)) return
    const known = this.#feeds.get(ecosystem) ?? { records: 0, newest: '' }
    this.#feeds.set(ecosystem, {
      records: known.records + 1,
      newest: modified > known.newest ? modified : known.newest,
    })
  }
}

const keyOf = ({ ecosystem, name }: LookupKey) => `${ecosystem}\0${name}`

function slim(advisory: Advisory): Advisory {
  const affected = advisory.affected
    .filter(({ severity }) => severity.length > 0)
    .map((entry) => ({ ...entry, ranges: [], versions: [], fixed: [] }))
  return { ...advisory, details: '', references: [], related: [], affected }
}
