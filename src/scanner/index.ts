/**
 * The scanner: image layers in, components with evidence out; components and advisories in, matches with explanations out.
 * A pure engine. No database, no network, no clock, no configuration: the same code runs in the server and on a
 * developer's machine.
 *
 *   const facts = await readLayer(stream, { digest })          // once per layer; plain JSON, to be cached
 *   const image = mergeLayers([...facts of all layers], config)
 *   for (const component of image.components) {
 *     const found = match(component, advisoriesUnder(lookupKeys(component)))
 *     const severity = classify({ advisory, affectedIndex: found[0].affectedIndex })
 *   }
 */
export type { Advisory, Affected, RangeEvent, SeverityVector, VersionRange } from './advisories/advisory.ts'
export { osvLimits, type ParsedOsv, parseOsv } from './advisories/osv.ts'
export { allAnalyzers } from './analyzers/all-analyzers.ts'
export type {
  Analyzers,
  Confidence,
  ContentAnalyzer,
  Distribution,
  Ecosystem,
  PathAnalyzer,
} from './analyzers/analyzer.ts'
export type { CapturedExecutable, CapturedLink, CapturedText, LayerFacts, NeedleHit } from './layers/layer-facts.ts'
export { LAYER_FACTS_FORMAT } from './layers/layer-facts.ts'
export { defaultLimits, type Limits } from './layers/limits.ts'
export type { Problem, ProblemCode } from './layers/problems.ts'
export { type ReadLayer, readLayer, versionsOf } from './layers/read-layer.ts'
export {
  type Judged,
  type LookupKey,
  lookupKeys,
  osvEcosystemOf,
  versionOrderOf,
} from './matching/ecosystems.ts'
export type { RangeHit } from './matching/evaluate-range.ts'
export { type Explanation, type Match, type MatchedComponent, type MatchOptions, match } from './matching/match.ts'
export type {
  Component,
  Evidence,
  HistoryEntry,
  ImageComponents,
  ImageConfig,
  LayerSummary,
  Location,
} from './merge/image-components.ts'
export { type MergeLayers, mergeLayers } from './merge/merge-layers.ts'
export { type ClassLimits, classOf, defaultClassLimits, meaningOfWord, type SeverityClass } from './severity/classes.ts'
export { type Classify, classify, type Severity, type SeveritySource, type SeverityValue } from './severity/classify.ts'
export { type CvssScore, scoreOf } from './severity/cvss.ts'
export type { VersionOrder } from './versions/version-order.ts'
export { type LayerWorkers, openLayerWorkers } from './workers/layer-workers.ts'
export type { LayerRequest } from './workers/messages.ts'
export { serveLayers } from './workers/serve-layers.ts'
