/** Formatting is the same on the server and in every browser: fixed locale, UTC. */
const locale = 'en-GB'

export interface MoneyView {
  /** Minor units as text: "1299". */
  readonly amount: string
  /** ISO 4217 code. */
  readonly currency: string
}

const day = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' })
const shortDay = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' })
const moment = new Intl.DateTimeFormat(locale, {
  ...{ day: 'numeric', month: 'short', year: 'numeric' },
  ...{ hour: '2-digit', minute: '2-digit', timeZone: 'UTC' },
})

/** "3 May 2026" */
export function formatDay(iso: string): string {
  return day.format(new Date(iso))
}

/** "3 Sept 2026", for tables */
export function formatShortDay(iso: string): string {
  return shortDay.format(new Date(iso))
}

/** "3 May 2026, 14:05 UTC" */
export function formatMoment(iso: string): string {
  return `${moment.format(new Date(iso))} UTC`
}

/** "€12.99" from exact minor units; no floating point on the way. */
export function formatMoney(money: MoneyView): string {
  const style = new Intl.NumberFormat(locale, { style: 'currency', currency: money.currency })
  const digits = style.resolvedOptions().maximumFractionDigits ?? 2
  const negative = money.amount.startsWith('-')
  const units = money.amount.replace('-', '').padStart(digits + 1, '0')
  const whole = units.slice(0, units.length - digits)
  const decimal = digits === 0 ? whole : `${whole}.${units.slice(-digits)}`
  return style.format(`${negative ? '-' : ''}${decimal}` as `${number}`)
}

/** "14.2 MB" (decimal units, as registries count) */
export function formatBytes(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB']
  const step = bytes < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(bytes) / 3))
  const value = bytes / 1000 ** step
  return `${step === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${units[step]}`
}

/** "sha256:1f3a…9c02" is enough to tell digests apart by eye. */
export function shortDigest(digest: string): string {
  const [algorithm, hex = ''] = digest.split(':')
  return hex.length <= 12 ? digest : `${algorithm}:${hex.slice(0, 12)}`
}

/** "1 product", "3 products" */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${new Intl.NumberFormat(locale).format(count)} ${count === 1 ? one : many}`
}

/** "40 s", "3 min", "2 h 5 min" */
export function formatDuration(seconds: number): string {
  if (seconds < 60) return `${Math.round(seconds)} s`
  const minutes = Math.round(seconds / 60)
  return minutes <= 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}

/** "linux/amd64, linux/arm64/v8" */
export function formatPlatforms(
  platforms: readonly { readonly os: string; readonly architecture: string; readonly variant?: string | undefined }[],
): string {
  return platforms
    .map(({ os, architecture, variant }) => [os, architecture, variant].filter(Boolean).join('/'))
    .join(', ')
}
