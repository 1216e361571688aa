/** How much a namespace may keep; undefined = no limit. */
export interface Quota {
  readonly bytes?: number
  readonly repositories?: number
}

/** How much it keeps: blobs that several of its repositories have count once; uploads under way and manifests count as well. */
export interface Usage {
  readonly bytes: number
  readonly repositories: number
}

/** Another quota for one namespace than the settings say: null = as the settings say, 0 = no limit. */
export interface QuotaOverride {
  readonly bytes: number | null
  readonly repositories: number | null
}

/** The quota that holds; in settings and overrides alike 0 stands for no limit. */
export function quotaOf(
  standard: { readonly bytes: number; readonly repositories: number },
  override: QuotaOverride | undefined,
): Quota {
  const bytes = override?.bytes ?? standard.bytes
  const repositories = override?.repositories ?? standard.repositories
  return { ...(bytes > 0 && { bytes }), ...(repositories > 0 && { repositories }) }
}

/**
 * The books of one program about the bytes of one namespace: what the rows said, and what it has let in since. Nothing
 * waits between looking and taking, so the requests of one program together never take more than there is room for.
 */
export class ByteBook {
  /** Undefined = no limit. */
  #limit: number | undefined
  #counted = 0
  /** Let in by requests that still run, and not yet in the rows. */
  #running = 0
  /** In the rows since they were last counted. */
  #written = 0
  /** Those of them that the count which is going on will include; until it ends they count as before. */
  #writtenBefore = 0

  /** To be called before the rows are counted: what is written from now on may be missing in the count. */
  beginCount(): void {
    this.#writtenBefore = this.#written
  }

  /** What the rows said. Bytes that were written while they were counted may count twice until the next count. */
  endCount(limit: number | undefined, bytes: number): void {
    this.#limit = limit
    this.#counted = bytes
    this.#written -= this.#writtenBefore
    this.#writtenBefore = 0
  }

  get limit(): number | undefined {
    return this.#limit
  }

  /** Bytes that count now. */
  get used(): number {
    return this.#counted + this.#running + this.#written
  }

  /** Lets so many bytes in, all or none. */
  take(bytes: number): boolean {
    if (this.#limit !== undefined && bytes > 0 && this.used + bytes > this.#limit) return false
    this.#running += bytes
    return true
  }

  /** So many of the bytes that were taken did not come, or are of no use. */
  giveBack(bytes: number): void {
    this.#running -= bytes
  }

  /** So many of the bytes that were taken are in the rows now. */
  write(bytes: number): void {
    this.#running -= bytes
    this.#written += bytes
  }
}

const units = ['bytes', 'kB', 'MB', 'GB', 'TB'] as const

/** A number of bytes for people, rounded to three digits: "12.4 GB". */
export function byteText(bytes: number): string {
  let value = bytes
  let unit = 0
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000
    unit++
  }
  return `${unit === 0 ? value : Number(value.toPrecision(3))} ${units[unit]}`
}
