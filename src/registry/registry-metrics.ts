import { countedOnDemand, counter } from '../platform/metrics.ts'

const warm = countedOnDemand({
  name: 'chandlery_registry_warm_answers_total',
  help: 'Manifests and blobs that were answered without the database, by kind.',
  labelNames: ['kind'],
})

const lost = counter({
  name: 'chandlery_registry_lost_pulls_total',
  help: 'Pulls that were answered but never reached the database: the program was killed, or the database was away too long.',
})

const verified = counter({
  name: 'chandlery_registry_verified_bytes_total',
  help: 'Bytes of stored blobs that were read again and found to be right.',
})

const damaged = countedOnDemand({
  name: 'chandlery_registry_damaged_blobs_total',
  help: 'Stored blobs that were found to be damaged: missing, wrong_size or wrong_digest.',
  labelNames: ['damage'],
})

/** Counts bytes that were read again and found to be right. */
export function countVerified(bytes: number): void {
  verified.inc(bytes)
}

/** Counts a blob that was found to be damaged. */
export function countDamage(what: string): void {
  damaged.add(what)
}

/** Counts pulls that will never be in the reports. */
export function countLostPulls(count: number): void {
  lost.inc(count)
}

/** Counts a manifest or blob that was answered from memory. */
export function countWarmAnswer(kind: 'manifest' | 'blob'): void {
  warm.add(kind)
}
