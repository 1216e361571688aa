import { createHash } from 'node:crypto'
import { renderMarkdown } from '../../platform/markdown.ts'
import { agreementText } from './text.ts'

/** A text of the agreement; the hash is what acceptances refer to (STO-031). */
export interface Agreement {
  readonly version: string
  readonly title: string
  readonly html: string
  readonly hash: string
}

let html: string | undefined

/** The agreement that publishers accept today. */
export const currentAgreement: Agreement = {
  version: '1',
  title: 'Publisher agreement',
  get html() {
    html ??= renderMarkdown(agreementText)
    return html
  },
  hash: createHash('sha256').update(agreementText).digest('hex'),
}
