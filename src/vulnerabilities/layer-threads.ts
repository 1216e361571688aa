import { availableParallelism } from 'node:os'
import { minutes } from '../platform/clock.ts'
import type { Ports } from '../platform/context.ts'
import { startThread } from '../platform/worker-thread.ts'
import { type LayerWorkers, openLayerWorkers } from '../scanner/index.ts'

/** Layers that one program reads at the same time; requests need a core, too. */
const threads = Math.max(1, Math.min(4, availableParallelism()))
const patience = minutes(1)
/** A thread that needs more is ended before the program suffers: MiB of its heap. */
const maxOldGenerationSizeMb = 1024

const perProgram = new WeakMap<Ports, LayerWorkers>()

/** The threads of the running program: what images of strangers do to them is not done to the server. */
export function layerThreads(ports: Ports): LayerWorkers {
  const known = perProgram.get(ports)
  if (known) return known
  const start = () =>
    startThread(import.meta.url, './layer-worker', { resourceLimits: { maxOldGenerationSizeMb }, stdout: false })
  const opened = openLayerWorkers({ start, threads, patience })
  perProgram.set(ports, opened)
  return opened
}

/** Stops the threads of the running program. */
export async function stopLayerThreads(ports: Ports): Promise<void> {
  await perProgram.get(ports)?.close()
  perProgram.delete(ports)
}
