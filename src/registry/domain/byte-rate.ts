import { rateInvalid } from './errors.ts'

const units: Readonly<Record<string, number>> = {
  '': 1,
  b: 1,
  k: 1e3,
  kb: 1e3,
  kib: 1024,
  m: 1e6,
  mb: 1e6,
  mib: 1024 ** 2,
  g: 1e9,
  gb: 1e9,
  gib: 1024 ** 3,
}

/** Bytes per second from "50MB/s", "1.5 MiB/s", "800k" or plain digits; 0 is "as fast as it goes". Throws registry.rate_invalid. */
export function byteRate(text: string): number {
  const [, amount = '', unit = ''] = /^(\d+(?:\.\d+)?)\s*([a-z]*)(?:\/s)?$/i.exec(text.trim()) ?? []
  const factor = units[unit.toLowerCase()]
  const rate = Math.round(Number(amount) * (factor ?? Number.NaN))
  if (amount === '' || !Number.isSafeInteger(rate)) throw rateInvalid({ rate: text.slice(0, 40) })
  return rate
}

/** Milliseconds to rest after so many bytes in so many milliseconds, so that the rate (bytes per second) is kept. */
export function restAfter(read: { readonly bytes: number; readonly elapsed: number; readonly rate: number }): number {
  if (read.rate === 0) return 0
  return Math.max(0, (read.bytes / read.rate) * 1000 - read.elapsed)
}
