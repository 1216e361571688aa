import type { CapturedExecutable, NeedleHit } from '../../layers/layer-facts.ts'
import { goPackage, goVersions, toolchainVersions } from './go-program.ts'
import type { GoProgramSignal, Recogniser, Signal } from './recogniser.ts'

/** Why a product or a version is believed to be there. */
export interface Proof {
  readonly detail: string
  /** In the file, bytes. */
  readonly offset?: number
}

/** One product in one file. */
export interface Recognised {
  readonly product: string
  readonly version?: string
  readonly proof: Proof
  readonly contained: boolean
}

/** A program or library, its hits by needle. */
export interface Searched {
  readonly file: Omit<CapturedExecutable, 'path'>
  readonly hits: ReadonlyMap<string, readonly NeedleHit[]>
}

/** What one signal says: that it is there, and which versions or series it names. */
interface Said {
  readonly proof: Proof
  readonly versions: ReadonlyMap<string, Proof>
  readonly series: ReadonlySet<string>
}

/** A file whose hits can be looked up by needle. */
export function searched(file: Searched['file']): Searched {
  const hits = new Map<string, NeedleHit[]>()
  for (const hit of file.hits) {
    const known = hits.get(hit.needle)
    if (known) known.push(hit)
    else hits.set(hit.needle, [hit])
  }
  return { file, hits }
}

/**
 * The product of a recogniser in a file: nothing, the product without a version where its signals name none or disagree
 * (RAW-3), or with its version. A library that is there in several versions is found once for each.
 */
export function recognise(recogniser: Recogniser, input: Searched): Recognised[] {
  const said = everySignal(recogniser, input)
  if (said === undefined || recogniser.none?.some((signal) => listen(signal, input) !== undefined)) return []
  const versions = agreed(said) ?? bareVersions(recogniser, said, input)
  const contained = recogniser.itself !== undefined && !recogniser.itself.some((signal) => listen(signal, input))
  if (contained && isLoaded(recogniser, input)) return []
  const found = { product: recogniser.product, contained }
  const certain = recogniser.itself ? [...versions] : [...versions].filter(() => versions.size === 1)
  if (certain.length > 0) return certain.map(([version, proof]) => ({ ...found, version, proof }))
  const [first] = said
  return first === undefined || recogniser.onlyWithVersion ? [] : [{ ...found, proof: first.proof }]
}

/** A program that loads the library only says which version it was built with. */
function isLoaded({ itself = [] }: Recogniser, { file }: Searched): boolean {
  return itself.some((signal) => 'soname' in signal && file.facts?.needed.some((name) => signal.soname.test(name)))
}

/** Offsets of what was heard, where versions that stand alone would complete it. */
export function anchorsOf(recogniser: Recogniser, input: Searched): number[] {
  if (recogniser.bareVersion === undefined) return []
  const said = everySignal(recogniser, input)
  return said === undefined || agreed(said) !== undefined ? [] : said.map(({ proof }) => proof.offset ?? 0)
}

function everySignal(recogniser: Recogniser, input: Searched): readonly Said[] | undefined {
  const said: Said[] = []
  for (const wanted of recogniser.all) {
    const any = 'length' in wanted ? wanted : [wanted]
    const heard = any.map((signal) => listen(signal, input)).filter((each) => each !== undefined)
    if (heard.length === 0) return undefined
    said.push(...heard)
  }
  return said
}

/** The versions that every signal names that names one; undefined when none does. */
function agreed(said: readonly Said[]): ReadonlyMap<string, Proof> | undefined {
  const naming = said.filter(({ versions }) => versions.size > 0)
  const [first, ...others] = naming
  if (first === undefined) return undefined
  return new Map([...first.versions].filter(([version]) => others.every(({ versions }) => versions.has(version))))
}

function listen(signal: Signal, input: Searched): Said | undefined {
  if ('soname' in signal) return spoken(signal.soname, input.file.facts?.soname)
  if ('goProgram' in signal) return goSaid(signal, input)
  if ('script' in signal !== (input.file.script === true)) return undefined
  const said = new Collected()
  for (const hit of input.hits.get(signal.needle) ?? []) {
    const before = (signal.before ?? /^$/).exec(hit.before ?? '')
    const text = (signal.text ?? /^/).exec(hit.text)
    if (before && text) said.add({ ...before.groups, ...text.groups }, proofOf(hit))
  }
  return said.result()
}

function proofOf({ before = '', text, offset }: NeedleHit): Proof {
  return { detail: before + text, offset: offset - before.length }
}

function spoken(shape: RegExp, text: string | undefined): Said | undefined {
  const match = text === undefined ? undefined : shape.exec(text)
  const said = new Collected()
  if (match && text !== undefined) said.add(match.groups ?? {}, { detail: text })
  return said.result()
}

function goSaid({ goProgram, toolchain }: GoProgramSignal, { file }: Searched): Said | undefined {
  const go = file.facts?.go
  const name = go && goPackage(go.modules)
  if (name === undefined || !goProgram.test(name)) return undefined
  const proof = { detail: name }
  const said = new Collected()
  said.add({}, proof)
  for (const version of toolchain ? toolchainVersions(go?.version) : goVersions(go?.modules ?? '')) {
    said.add({ version }, proof)
  }
  return said.result()
}

class Collected {
  readonly #versions = new Map<string, Proof>()
  readonly #series = new Set<string>()
  #proof: Proof | undefined

  add(groups: Readonly<Record<string, string | undefined>>, proof: Proof): void {
    this.#proof ??= proof
    if (groups.series !== undefined) this.#series.add(groups.series)
    const { major, minor, patch } = groups
    const version = groups.version ?? (minor === undefined ? undefined : [major, minor, patch].join('.'))
    if (version !== undefined && !this.#versions.has(version)) this.#versions.set(version, proof)
  }

  result(): Said | undefined {
    const first = this.#versions.values().next().value ?? this.#proof
    return first && { proof: first, versions: this.#versions, series: this.#series }
  }
}

/** Further away it belongs to something else, unless nothing else comes into question. */
const NEAR = 4096
const FAR = 65_536

function bareVersions(recogniser: Recogniser, said: readonly Said[], { file }: Searched): ReadonlyMap<string, Proof> {
  const shape = recogniser.bareVersion
  if (shape === undefined) return new Map()
  const series = [...new Set(said.flatMap((each) => [...each.series]))]
  const anchors = said.map(({ proof }) => proof.offset).filter((offset) => offset !== undefined)
  const found: Candidate[] = []
  for (const { text, offset } of file.versions ?? []) {
    const match = shape.exec(text)
    const version = match?.groups?.version ?? match?.[0]
    if (version === undefined || (series.length > 0 && !series.some((part) => version.startsWith(`${part}.`)))) continue
    const distance = Math.min(...anchors.map((anchor) => Math.abs(anchor - offset)))
    found.push({ version, distance, proof: { detail: text, offset } })
  }
  const chosen = clearlyNearest(found)
  return new Map(chosen ? [[chosen.version, chosen.proof]] : [])
}

interface Candidate {
  readonly version: string
  /** From the nearest signal, bytes; infinite if signals have no place in the file. */
  readonly distance: number
  readonly proof: Proof
}

/** The only one, or the only one that is near, or one that is much nearer than all others. */
function clearlyNearest(candidates: readonly Candidate[]): Candidate | undefined {
  const [first, ...others] = [...candidates].sort((a, b) => a.distance - b.distance)
  const rival = others.find(({ version }) => version !== first?.version)
  if (first === undefined || rival === undefined) return first
  if (first.distance <= NEAR) return rival.distance > NEAR ? first : undefined
  return first.distance <= FAR && rival.distance >= 4 * first.distance ? first : undefined
}
