import { countedOnDemand, counter } from '../platform/metrics.ts'

const warm = countedOnDemand({
  name: 'chandlery_registry_warm_manifests_total',
  help: 'Manifests answered from memory, without the database, by method.',
  labelNames: ['method'],
})

const lost = counter({
  name: 'chandlery_registry_lost_pulls_total',
  help: 'Pulls that were answered but never reached the database: the program was killed, or the database was away too long.',
})

/** Counts pulls that will never be in the reports. */
export function countLostPulls(count: number): void {
  lost.inc(count)
}

/** Counts a manifest that was answered from memory. */
export function countWarmManifest(method: 'GET' | 'HEAD'): void {
  warm.add(method)
}
