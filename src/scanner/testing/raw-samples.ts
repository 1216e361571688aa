import type { FoundPackage } from '../analyzers/analyzer.ts'
import { rawAnalyzer } from '../analyzers/raw/raw-analyzer.ts'
import type { ExecutableFacts } from '../binaries/executable-facts.ts'
import { bareVersionsNear } from '../layers/bare-versions.ts'
import { NeedleSearch } from '../layers/needle-search.ts'
import { NeedleTable } from '../layers/needle-table.ts'

/** What stands in a real program around the places that matter: facts only. */
export interface RawSample {
  readonly product: string
  /** Absent: the product is certain, the version is not. */
  readonly version?: string
  /** Where the facts are from. */
  readonly from: string
  readonly soname?: string
  /** Lines of the module table of a Go program. */
  readonly go?: readonly string[]
  /** What the Go linker calls its own version. */
  readonly goVersion?: string
  /** Shared libraries that it loads. */
  readonly needed?: readonly string[]
  readonly script?: true
  /** Pieces of the file, in order, without the zero bytes around them. */
  readonly windows: readonly string[]
}

const ELF = Buffer.from('\x7fELF\x02\x01\x01\0', 'latin1')
const needles = new NeedleTable(rawAnalyzer.needles)
const scriptNeedles = new NeedleTable(rawAnalyzer.scriptNeedles ?? [])

/** Bytes of a program with these pieces of text, and zero bytes around each. */
export function programWith(windows: readonly string[], filler = 256): Buffer {
  const space = Buffer.alloc(filler)
  return Buffer.concat([ELF, space, ...windows.flatMap((text) => [Buffer.from(text, 'latin1'), space])])
}

/** The bytes that a sample stands for. */
export function bytesOf({ script, windows }: RawSample): Buffer {
  return script ? Buffer.from(`#!/usr/bin/env x\n${windows.join('\n')}\n`) : programWith(windows)
}

/** What is recognised in a sample, with the structure that its file has. */
export function recognisedIn(sample: RawSample): readonly FoundPackage[] {
  const bytes = bytesOf(sample)
  const search = new NeedleSearch(sample.script ? scriptNeedles : needles, 32)
  search.write(bytes)
  const facts = factsOf(sample)
  const found = { hits: search.end(), ...(facts && { facts }), ...(sample.script && { script: true as const }) }
  const anchors = rawAnalyzer.versionsNear?.(found) ?? []
  const versions = anchors.length > 0 ? { versions: bareVersionsNear(bytes, anchors) } : {}
  return rawAnalyzer.parse({ path: 'app', ...found, ...versions }).packages
}

function factsOf({ soname, go, goVersion = 'go1.22.1', needed }: RawSample): ExecutableFacts | undefined {
  if (soname === undefined && go === undefined && needed === undefined) return undefined
  return {
    format: 'elf',
    needed: needed ?? [],
    ...(soname === undefined ? {} : { soname }),
    ...(go === undefined ? {} : { go: { version: goVersion, modules: `${go.join('\n')}\n` } }),
  }
}
