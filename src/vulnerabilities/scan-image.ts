import type { Context } from '../platform/context.ts'
import { type ImageForScan, readImageForScan } from '../registry/index.ts'
import { type LayerFacts, mergeLayers } from '../scanner/index.ts'
import { findLayerFacts, keepLayerFacts } from './cache-layer-facts.ts'
import type { ScanFinished } from './domain/events.ts'
import { nextScanState, type ScannedImage, type ScannedPlatform } from './domain/scan.ts'
import { indexScan } from './index-scan.ts'
import { layerThreads } from './layer-threads.ts'
import { scans } from './store/scans.ts'

/** The digest to scan and a repository that holds it. */
export interface ScanImage {
  readonly repository: string
  readonly digest: string
  /** 1 for the first try. */
  readonly attempt: number
  readonly signal: AbortSignal
}

/** Tries after which a scan counts as failed and the publisher is told (SM-5). */
export const mostAttempts = 4

// public: run by the queue only; requestScan decided who may ask.
/**
 * Takes an image apart and matches it (STO-090). Each layer is streamed once, in a thread of its own, and its facts are kept, so that the next
 * image with the same layer reads nothing. Repeating it changes nothing (ARC-14).
 */
export async function scanImage(ctx: Context, input: ScanImage): Promise<void> {
  const { digest, repository } = input
  const started = await ctx.transaction(async (tx) => {
    const scan = await scans(tx).lock(digest)
    const next = scan && nextScanState(scan.state, 'start')
    if (next) await scans(tx).setState(digest, next)
    return next !== undefined
  })
  if (!started) return
  try {
    const image = await takeApart(ctx, input)
    await ctx.transaction(async (tx) => {
      await scans(tx).complete(digest, image, ctx.clock.now())
      await indexScan(ctx.within(tx), digest)
      await ctx.publish(tx, finished(repository, digest, 'complete', ctx.clock.now()))
    })
  } catch (error) {
    if (input.attempt < mostAttempts) throw error
    ctx.log.error({ err: error, digest, repository }, `The scan of ${repository} failed for good`)
    await ctx.transaction(async (tx) => {
      const failure = 'The image could not be read. Push it again; if it fails again, ask the operator of this store.'
      await scans(tx).setState(digest, 'failed', { failure, finishedAt: ctx.clock.now() })
      await ctx.publish(tx, finished(repository, digest, 'failed', ctx.clock.now()))
    })
  }
}

const finished = (repository: string, digest: string, state: ScanFinished['state'], at: Date): ScanFinished => ({
  type: 'scan.finished',
  repository,
  digest,
  state,
  at: at.toISOString(),
})

async function takeApart(ctx: Context, { repository, digest, signal }: ScanImage): Promise<ScannedImage> {
  const images = await readImageForScan(ctx, { repository, digest })
  const platforms: ScannedPlatform[] = []
  for (const image of images) {
    const facts = await allFacts(ctx, image.layers, signal)
    const { os = 'unknown', architecture = 'unknown' } = image.platform
    platforms.push({ os, architecture, components: mergeLayers(facts, image.config) })
  }
  return { platforms }
}

type ScannedLayer = ImageForScan['layers'][number]

async function factsOf(ctx: Context, layer: ScannedLayer, signal: AbortSignal): Promise<LayerFacts> {
  const known = await findLayerFacts(ctx, layer.digest)
  if (known) return known
  const facts = await readInThread(ctx, layer, signal)
  if (!hasStalled(facts)) {
    await keepLayerFacts(ctx, facts)
    return facts
  }
  ctx.log.warn(
    { layer: layer.digest },
    `The thread that read layer ${layer.digest} stalled or died; reading it once more`,
  )
  const again = await readInThread(ctx, layer, signal)
  if (!hasStalled(again)) await keepLayerFacts(ctx, again)
  return again
}

/** The facts of all layers, lowest first. When one cannot be had the others are given up. */
async function allFacts(
  ctx: Context,
  layers: readonly ScannedLayer[],
  signal: AbortSignal,
): Promise<readonly LayerFacts[]> {
  const giveUp = new AbortController()
  const until = AbortSignal.any([signal, giveUp.signal])
  try {
    return await Promise.all(layers.map((layer) => factsOf(ctx, layer, until)))
  } catch (error) {
    giveUp.abort(error)
    throw error
  }
}

/** The registry verified the digest when the layer was pushed (LAY-7). */
function readInThread(ctx: Context, layer: ScannedLayer, signal: AbortSignal): Promise<LayerFacts> {
  return layerThreads(ctx.ports).read(layer.open, { digest: layer.digest }, signal)
}

/** Such facts say nothing of the layer: they are reported and not kept. */
const hasStalled = ({ problems }: LayerFacts): boolean => problems.some(({ code }) => code === 'layer_stalled')
