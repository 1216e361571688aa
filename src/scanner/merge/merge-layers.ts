import { allAnalyzers } from '../analyzers/all-analyzers.ts'
import type { Analyzers, Distribution } from '../analyzers/analyzer.ts'
import { distributionFiles } from '../analyzers/os/os-analyzer.ts'
import type { LayerFacts } from '../layers/layer-facts.ts'
import { isComplete, type Problem, ProblemList } from '../layers/problems.ts'
import { plainText } from '../plain-text.ts'
import { buildComponents } from './build-components.ts'
import type { Component, ImageComponents, ImageConfig, LayerSummary } from './image-components.ts'
import { withDataOnly } from './judged-facts.ts'
import { type LiveFile, LiveFiles } from './live-files.ts'
import { Timeline } from './timeline.ts'

export interface MergeLayers {
  readonly analyzers?: Analyzers
}

/**
 * Puts the facts of an image's layers, lowest first, together into what the image holds (MRG-4…6). Reads no layer (SHP-2);
 * the same facts give the same answer, byte for byte (SHP-3).
 */
export function mergeLayers(
  facts: readonly LayerFacts[],
  config: ImageConfig,
  options: MergeLayers = {},
): ImageComponents {
  const files = new LiveFiles(options.analyzers ?? allAnalyzers)
  const timeline = new Timeline()
  const ever: LiveFile[] = []
  const problems: Problem[][] = facts.map((layer, index) => {
    const change = files.apply(layer, index)
    timeline.apply(change, index)
    ever.push(...change.came)
    const found = new ProblemList()
    for (const path of change.unreadLinks) found.add('link_unread', { path })
    for (const path of change.unreadable) found.add('file_unreadable', { path })
    return [...layer.problems, ...found.toProblems()]
  })
  const distribution = distributionOf([...files.values()]) ?? distributionOf(ever)
  const built = buildComponents({
    timeline,
    files,
    ever,
    distribution,
    digests: facts.map((layer) => layer.digest),
    listings: facts.map((layer) => layer.paths),
  })
  const components = withDataOnly(built, files.values())
  return {
    ...(distribution ? { distribution } : {}),
    components,
    layers: summarize(facts, config, components, problems),
    complete: problems.every(isComplete),
  }
}

/** The most trustworthy file wins; among layers the highest. */
function distributionOf(files: readonly LiveFile[]): Distribution | undefined {
  for (const path of distributionFiles) {
    const file = files.findLast((candidate) => candidate.path === path && candidate.parsed.distribution)
    if (file) return file.parsed.distribution
  }
  return undefined
}

function summarize(
  facts: readonly LayerFacts[],
  config: ImageConfig,
  components: readonly Component[],
  problems: readonly Problem[][],
): LayerSummary[] {
  const lines = historyLines(config)
  return facts.map((layer, index) => {
    const createdBy = lines[index]
    return {
      index,
      digest: layer.digest,
      ...(createdBy === undefined ? {} : { createdBy }),
      entries: layer.entries,
      compressedBytes: layer.compressedBytes,
      uncompressedBytes: layer.uncompressedBytes,
      introduced: components.filter((component) => component.introducedIn === index).map(({ id }) => id),
      removed: components.filter((component) => component.removedIn === index).map(({ id }) => id),
      problems: problems[index] ?? [],
    }
  })
}

const MAX_HISTORY_LINE = 4096

/** History entries that made a layer, in the order of the layers. */
function historyLines(config: ImageConfig): (string | undefined)[] {
  const history: unknown = config.history
  if (!Array.isArray(history)) return []
  return history
    .filter((entry: HistoryShape) => entry?.empty_layer !== true)
    .map((entry: HistoryShape) =>
      typeof entry?.created_by === 'string' ? plainText(entry.created_by, MAX_HISTORY_LINE) : undefined,
    )
}

type HistoryShape = { readonly created_by?: unknown; readonly empty_layer?: unknown } | null | undefined
