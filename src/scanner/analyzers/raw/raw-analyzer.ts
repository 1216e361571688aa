import type { CapturedExecutable } from '../../layers/layer-facts.ts'
import type { ContentAnalyzer, FoundPackage, Parsed } from '../analyzer.ts'
import { recognisers } from './products/all-products.ts'
import { anchorsOf, type Recognised, recognise, searched } from './recognise.ts'
import type { TextSignal } from './recogniser.ts'

const signals = recognisers.flatMap(({ all, none = [], itself = [] }) => [...all.flat(), ...none, ...itself])
const texts = signals.filter((signal) => 'needle' in signal)

/**
 * Programs and libraries that no package database mentions, under whatever name, by what is inside them (RAW-1…6). What is
 * recognised, and how, stands in the records under `products`.
 */
export const rawAnalyzer: ContentAnalyzer = {
  id: 'raw',
  version: 1,
  needles: needlesOf(texts.filter((signal) => !('script' in signal))),
  scriptNeedles: needlesOf(texts.filter((signal) => 'script' in signal)),
  versionsNear: (found) => {
    const input = searched(found)
    return [...new Set(recognisers.flatMap((recogniser) => anchorsOf(recogniser, input)))]
  },
  parse,
}

function needlesOf(list: readonly TextSignal[]): string[] {
  return [...new Set(list.map(({ needle }) => needle))]
}

function parse(file: CapturedExecutable): Parsed {
  const input = searched(file)
  const found = recognisers.flatMap((recogniser) => recognise(recogniser, input))
  return { packages: onePerProduct(found).map(toPackage) }
}

/** Several records may speak of one product: those that know the version win, and those that say it is the file itself. */
function onePerProduct(found: readonly Recognised[]): Recognised[] {
  const known = new Set(found.filter(({ version }) => version !== undefined).map(({ product }) => product))
  const itself = new Set(found.filter(({ contained }) => !contained).map(({ product }) => product))
  const unique = new Map<string, Recognised>()
  for (const each of found) {
    if (each.version === undefined && known.has(each.product)) continue
    const key = `${each.product} ${each.version ?? ''}`
    if (!unique.has(key)) unique.set(key, itself.has(each.product) ? { ...each, contained: false } : each)
  }
  return [...unique.values()]
}

function toPackage({ product, version, proof, contained }: Recognised): FoundPackage {
  return {
    ecosystem: 'generic',
    name: product,
    ...(version === undefined ? {} : { version }),
    licenses: [],
    confidence: 'identified',
    rule: `raw.${product}`,
    detail: proof.detail,
    ...(proof.offset === undefined ? {} : { offset: proof.offset }),
    ...(contained ? { contained: true as const } : {}),
  }
}
