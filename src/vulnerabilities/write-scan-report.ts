import type { Context } from '../platform/context.ts'
import { cycloneDx, reportJson, type ScanReport, sarif, spdx } from '../scanner/index.ts'
import { authorizeScanReader } from './access.ts'
import { platformNotScanned, scanNotComplete } from './domain/errors.ts'
import type { ScannedPlatform } from './domain/scan.ts'
import { type ShownScan, type ShowScan, showScan } from './show-scan.ts'

/** Forms in which other programs read a result (SCN OUT-1). */
export type ReportFormat = 'cyclonedx' | 'spdx' | 'sarif' | 'json'

export interface WriteScanReport extends ShowScan {
  readonly format: ReportFormat
  /** `linux/amd64`; absent: the first platform of the image. */
  readonly platform?: string
}

/** A document to be downloaded. */
export interface WrittenReport {
  readonly fileName: string
  readonly mediaType: string
  readonly text: string
}

const forms: Readonly<
  Record<ReportFormat, { write: (report: ScanReport) => string; mediaType: string; ending: string }>
> = {
  cyclonedx: { write: cycloneDx, mediaType: 'application/vnd.cyclonedx+json', ending: 'cdx.json' },
  spdx: { write: spdx, mediaType: 'application/spdx+json', ending: 'spdx.json' },
  sarif: { write: sarif, mediaType: 'application/sarif+json', ending: 'sarif' },
  json: { write: reportJson, mediaType: 'application/json', ending: 'json' },
}

/**
 * Writes what a scan found as CycloneDX 1.6, SPDX 2.3, SARIF 2.1.0 or our own JSON, for those who may see the result (STO-093). The
 * same result gives the same bytes. Throws vulnerabilities.scan_not_complete and vulnerabilities.platform_not_scanned.
 */
export async function writeScanReport(ctx: Context, input: WriteScanReport): Promise<WrittenReport> {
  await authorizeScanReader(ctx, input.repository, input.reference)
  const shown = await showScan(ctx, input)
  const { scan } = shown
  if (scan?.state !== 'complete' || !scan.image) throw scanNotComplete({ state: scan?.state ?? 'none' })
  const platform = chosen(scan.image.platforms, input.platform)
  const { write, mediaType, ending } = forms[input.format]
  const name = `${shown.repository}-${shown.reference}`.replace(/[^A-Za-z0-9._-]+/g, '-')
  const fileName = `${name}-${platform.os}-${platform.architecture}.${ending}`
  return { fileName, mediaType, text: write(reportOf(ctx, shown, platform)) }
}

function chosen(platforms: readonly ScannedPlatform[], wanted: string | undefined): ScannedPlatform {
  const named = (one: ScannedPlatform) => `${one.os}/${one.architecture}`
  const found = wanted === undefined ? platforms[0] : platforms.find((one) => named(one) === wanted)
  if (!found) throw platformNotScanned({ wanted: wanted ?? 'any platform', known: platforms.map(named) })
  return found
}

function reportOf(ctx: Context, shown: ShownScan, { os, architecture, components }: ScannedPlatform): ScanReport {
  const { repository, reference, digest, findings, feeds } = shown
  const name = reference.startsWith('sha') ? `${repository}@${reference}` : `${repository}:${reference}`
  return {
    tool: { name: 'chandlery', version: ctx.settings.version ?? 'unreleased' },
    subject: { name, digest, os, architecture },
    image: components,
    findings,
    feeds: feeds.map(({ ecosystem, records }) => ({ ecosystem, records })),
  }
}
