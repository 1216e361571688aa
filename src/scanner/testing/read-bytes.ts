import type { LayerFacts } from '../layers/layer-facts.ts'
import { type ReadLayer, readLayer } from '../layers/read-layer.ts'
import type { ImageComponents, ImageConfig } from '../merge/image-components.ts'
import { mergeLayers } from '../merge/merge-layers.ts'
import { inChunks, type TarSpec, tar } from './tar-writer.ts'

/** Reads a layer from bytes. */
export function readBytes(
  bytes: Buffer,
  options: Partial<ReadLayer> & { readonly chunk?: number } = {},
): Promise<LayerFacts> {
  const { chunk, ...rest } = options
  return readLayer(inChunks(bytes, chunk), { digest: 'sha256:test', ...rest })
}

/** Reads and merges an image whose layers are given as entries, lowest first. */
export async function imageOf(
  layers: readonly (readonly TarSpec[])[],
  config: ImageConfig = {},
): Promise<ImageComponents> {
  const facts: LayerFacts[] = []
  for (const [index, entries] of layers.entries()) {
    // Through JSON, as a cache would hand it back.
    const read = await readBytes(tar(entries), { digest: `sha256:layer-${index}` })
    facts.push(JSON.parse(JSON.stringify(read)) as LayerFacts)
  }
  return mergeLayers(facts, config)
}
