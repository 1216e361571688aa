import { createHash } from 'node:crypto'
import { buffer } from 'node:stream/consumers'
import { promisify } from 'node:util'
import { gunzip, gzip } from 'node:zlib'
import type { Digest } from '../platform/blobs/blob-store.ts'
import type { Context } from '../platform/context.ts'
import { allAnalyzers, LAYER_FACTS_FORMAT, type LayerFacts, versionsOf } from '../scanner/index.ts'
import { scans } from './store/scans.ts'

// public: steps of a scan.

/** The kept facts of a layer, if this analyzer set has read it before. A damaged entry counts as none (MRG, cache). */
export async function findLayerFacts(ctx: Context, layerDigest: string): Promise<LayerFacts | undefined> {
  const blob = await ctx.transaction((tx) => scans(tx).layerFactsBlob(cacheKey(layerDigest)))
  if (blob === undefined) return undefined
  try {
    const bytes = await buffer(await ctx.ports.files.read(blob as Digest))
    const facts = JSON.parse((await promisify(gunzip)(bytes)).toString('utf8')) as LayerFacts
    return facts.digest === layerDigest && facts.format === LAYER_FACTS_FORMAT ? facts : undefined
  } catch (error) {
    ctx.log.warn({ err: error, layer: layerDigest }, `Kept facts of layer ${layerDigest} are damaged; reading it anew`)
    return undefined
  }
}

/** Keeps a layer's facts for the next image that has the layer. */
export async function keepLayerFacts(ctx: Context, facts: LayerFacts): Promise<void> {
  const bytes = await promisify(gzip)(JSON.stringify(facts))
  const { digest } = await ctx.ports.files.put(bytes)
  await ctx.transaction((tx) => scans(tx).putLayerFacts(cacheKey(facts.digest), digest, ctx.clock.now()))
}

function cacheKey(layerDigest: string): string {
  const analyzers = createHash('sha256')
    .update(JSON.stringify(versionsOf(allAnalyzers)))
    .digest('base64url')
  return `${layerDigest}/${LAYER_FACTS_FORMAT}/${analyzers}`
}
