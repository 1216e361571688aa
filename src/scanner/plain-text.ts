/**
 * Text from strangers, fit for any database and screen: control characters and halves of surrogate pairs become the
 * replacement character, and it is cut at `limit` characters.
 */
export function plainText(text: string, limit: number): string {
  const cut = text.length > limit ? text.slice(0, limit) : text
  return cut.replace(/[\p{Cc}\p{Surrogate}]/gu, '\ufffd')
}

/** True for names and versions that consist of printable ASCII without spaces, as all package databases ask for. */
export function isPlainWord(text: string): boolean {
  return text.length <= 256 && /^[\x21-\x7e]+$/.test(text)
}
