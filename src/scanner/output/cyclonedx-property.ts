/** Properties of ours are told apart from those of others by their first word. */
export function property(name: string, value: string | undefined): { name: string; value: string }[] {
  return value === undefined ? [] : [{ name: `chandlery:${name}`, value }]
}
