/** A part of a message between the greeting and the button. */
export type Block =
  | { readonly kind: 'text'; readonly text: string }
  /** Somebody else's words, shown as theirs. */
  | { readonly kind: 'quote'; readonly text: string; readonly from?: string }
  | { readonly kind: 'facts'; readonly facts: readonly Fact[] }

export interface Fact {
  readonly label: string
  readonly value: string
}

/** What one event says to its readers: a mail in two forms and a line in the inbox are made of it. */
export interface Message {
  readonly subject: string
  /** One sentence for the inbox; also what mail programs show beside the subject. */
  readonly summary: string
  readonly blocks: readonly Block[]
  /** The next step. A path of this store ("/publisher") or a whole address. */
  readonly action?: { readonly label: string; readonly href: string }
}

export const text = (content: string): Block => ({ kind: 'text', text: content })

export const quote = (content: string, from?: string): Block => ({
  kind: 'quote',
  text: content,
  ...(from !== undefined && { from }),
})

/** Facts as a list; those without a value are left out. */
export function facts(values: Readonly<Record<string, string | undefined>>): Block {
  return {
    kind: 'facts',
    facts: Object.entries(values).flatMap(([label, value]) => (value === undefined ? [] : [{ label, value }])),
  }
}

/** "3 May 2026, 14:05 UTC" */
export function momentOf(iso: string): string {
  const written = new Intl.DateTimeFormat('en-GB', {
    ...{ day: 'numeric', month: 'long', year: 'numeric' },
    ...{ hour: '2-digit', minute: '2-digit', timeZone: 'UTC' },
  })
  return `${written.format(new Date(iso)).replace(' at ', ', ')} UTC`
}
