import { createPublicKey, type KeyObject, verify } from 'node:crypto'

/** The beginning of an Ed25519 key in SubjectPublicKeyInfo form, before its 32 bytes (RFC 8410). */
const spkiHead = Buffer.from('302a300506032b6570032100', 'hex')
const signatureLength = 64

/** The Ed25519 key in base64: its 32 bytes, or those in SubjectPublicKeyInfo form. Undefined when it is none. */
export function signatureKeyOf(text: string): KeyObject | undefined {
  const bytes = Buffer.from(text, 'base64')
  const der = bytes.length === 32 ? Buffer.concat([spkiHead, bytes]) : bytes
  try {
    const key = createPublicKey({ key: der, format: 'der', type: 'spki' })
    return key.asymmetricKeyType === 'ed25519' ? key : undefined
  } catch {
    return undefined
  }
}

/** True when the signature, raw or in base64, is one of the data by the key. */
export function isSignedBy(data: Buffer, signature: Buffer, key: string): boolean {
  const made = signatureKeyOf(key)
  if (!made) return false
  const raw = signature.length === signatureLength ? signature : Buffer.from(signature.toString('latin1'), 'base64')
  return raw.length === signatureLength && verify(null, data, made, raw)
}
