import type { ImageComponents, SeverityClass } from '../../scanner/index.ts'

/** States of a scan (SM-5); `none` is a digest that was never queued. */
export type ScanState = 'none' | 'queued' | 'scanning' | 'complete' | 'failed'

/** Why a scan was asked for (STO-091). */
export type ScanCause = 'push' | 'sources saved' | 'submission' | 'published' | 'manual'

/** A scan of one digest. The image's parts are there once it is complete. */
export interface Scan {
  readonly digest: string
  /** A repository that holds the digest, to read it from. */
  readonly repository: string
  readonly state: Exclude<ScanState, 'none'>
  readonly why: ScanCause
  readonly queuedAt: Date
  readonly finishedAt?: Date
  readonly matchedAt?: Date
  /** What went wrong, for the publisher. */
  readonly failure?: string
  readonly image?: ScannedImage
  readonly totals?: ScanTotals
}

/** Components of every platform of an image; a plain image has one part. */
export interface ScannedImage {
  readonly platforms: readonly ScannedPlatform[]
}

export interface ScannedPlatform {
  readonly os: string
  readonly architecture: string
  readonly components: ImageComponents
}

/** Counts that tag lists and moderators see. A component counts once per class, by its worst finding. */
export interface ScanTotals {
  readonly components: number
  readonly vulnerable: number
  readonly critical: number
  readonly major: number
  readonly minor: number
  readonly unknown: number
}

export type ScanEvent = 'request' | 'start' | 'finish' | 'fail'

const moves: Record<ScanState, Partial<Record<ScanEvent, Exclude<ScanState, 'none'>>>> = {
  none: { request: 'queued' },
  queued: { request: 'queued', start: 'scanning' },
  // A worker that died in mid-scan leaves `scanning`; its job comes back and starts anew.
  scanning: { request: 'scanning', start: 'scanning', finish: 'complete', fail: 'failed' },
  complete: { request: 'complete' },
  failed: { request: 'queued', start: 'scanning' },
}

/** The state after an event, or undefined when it does not apply (SM-5). A complete result is never taken back. */
export function nextScanState(state: ScanState, event: ScanEvent): Exclude<ScanState, 'none'> | undefined {
  return moves[state][event]
}

const worstFirst: readonly SeverityClass[] = ['critical', 'major', 'minor', 'unknown']

/** Counts components by the class of their worst certain finding; uncertain ones count only when nothing else is known. */
export function totalsOf(
  componentIds: readonly string[],
  findings: readonly { readonly componentId: string; readonly class: SeverityClass }[],
): ScanTotals {
  const worst = new Map<string, SeverityClass>()
  for (const { componentId, class: found } of findings) {
    const known = worst.get(componentId)
    if (known === undefined || worstFirst.indexOf(found) < worstFirst.indexOf(known)) worst.set(componentId, found)
  }
  const count = (wanted: SeverityClass) => [...worst.values()].filter((found) => found === wanted).length
  return {
    components: componentIds.length,
    vulnerable: worst.size,
    critical: count('critical'),
    major: count('major'),
    minor: count('minor'),
    unknown: count('unknown'),
  }
}
