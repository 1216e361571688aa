import { randomFillSync } from 'node:crypto'

/** A UUIDv7 in canonical text form, tagged with the thing it names so that ids cannot be mixed up. */
export type Id<Kind extends string = string> = string & { readonly __id: Kind }

const pattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

/** Makes a UUIDv7 (RFC 9562): sorts by time of making, 74 random bits. */
export function uuidv7(now: Date): Id {
  const bytes = randomFillSync(new Uint8Array(16))
  const view = new DataView(bytes.buffer)
  const ms = now.getTime()
  view.setUint32(0, Math.floor(ms / 0x10000))
  view.setUint16(4, ms % 0x10000)
  view.setUint8(6, (view.getUint8(6) & 0x0f) | 0x70)
  view.setUint8(8, (view.getUint8(8) & 0x3f) | 0x80)
  const hex = Buffer.from(bytes).toString('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}` as Id
}

/** True for the canonical text form of any UUID. */
export function isId(text: string): text is Id {
  return pattern.test(text)
}
