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
 *   cycloneDx({ tool, subject, image, findings })              // or spdx, sarif, reportJson, table
 */
export type {
  Advisory,
  Affected,
  AffectedImport,
  RangeEvent,
  SeverityVector,
  VersionRange,
} from './advisories/advisory.ts'
export { ADVISORY_FORMAT } from './advisories/advisory.ts'
export type { ExploitPrediction, KnownExploited, NvdScore, ParsedFact } from './advisories/cve-facts.ts'
export { isEpssHeading, parseEpssLine } from './advisories/epss.ts'
export { type KevCatalogue, kevLimits, openKev, parseKevEntry } from './advisories/kev.ts'
export { type NvdAnswer, nvdLimits, openNvd, parseNvdEntry } from './advisories/nvd.ts'
export { osvLimits, type ParsedOsv, parseOsv } from './advisories/osv.ts'
export { cvesOf, namesOf } from './advisories/vulnerabilities.ts'
export { allAnalyzers } from './analyzers/all-analyzers.ts'
export type {
  Analyzers,
  Confidence,
  ContentAnalyzer,
  Distribution,
  Ecosystem,
  PathAnalyzer,
} from './analyzers/analyzer.ts'
export { endOfLifeOf } from './analyzers/os/end-of-life.ts'
export { evidenceLine, explainFinding, type FindingExplanation, type LayerEvidence } from './findings/explain.ts'
export { type AdvisorySource, type Finding, findingsOf } from './findings/findings.ts'
export { indexArchive, type RandomAccessFile } from './images/archive-index.ts'
export type { ImageChoice, ImageFiles, ImagePlan } from './images/image-source.ts'
export { type OpenableLayer, type OpenImage, openImage, startsLikeImageArchive } from './images/open-image.ts'
export { type FolderEntry, type FolderReader, folderAsLayer, withUnread } from './images/root-folder.ts'
export { type ReadLayerStream, readStreamedArchive, type StreamedImage } from './images/streamed-archive.ts'
export { firstEntryPath } from './images/tar-entries.ts'
export { UnusableImage } from './images/unusable-image.ts'
export { openLayer, sniffCompression } from './layers/decompress.ts'
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
export { cycloneDx } from './output/cyclonedx.ts'
export { reportJson } from './output/own-json.ts'
export {
  type FindingTotals,
  findingTotals,
  type PlacedFinding,
  presentComponents,
  type ReportFeed,
  type ReportSubject,
  type ScanReport,
  uncoveredEcosystems,
  unexamined,
  worstFindings,
} from './output/report.ts'
export { sarif } from './output/sarif.ts'
export { spdx } from './output/spdx.ts'
export { table } from './output/table.ts'
export { type ClassLimits, classOf, defaultClassLimits, meaningOfWord, type SeverityClass } from './severity/classes.ts'
export { type Classify, classify, type Severity, type SeveritySource, type SeverityValue } from './severity/classify.ts'
export { type CvssScore, scoreOf } from './severity/cvss.ts'
export type { VersionOrder } from './versions/version-order.ts'
export { type AppliedVex, applyVex, type VexSubject } from './vex/apply-vex.ts'
export { type ParsedVex, parseVex } from './vex/parse-vex.ts'
export type { VexDocument, VexProduct, VexStatement, VexStatus } from './vex/statement.ts'
export { type LayerWorkers, openLayerWorkers } from './workers/layer-workers.ts'
export type { LayerRequest } from './workers/messages.ts'
export { serveLayers } from './workers/serve-layers.ts'
