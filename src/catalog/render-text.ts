import { authorizeSignedIn } from '../accounts/index.ts'
import type { Context } from '../platform/context.ts'
import { renderMarkdown } from '../platform/markdown.ts'
import { markdownTooLong } from './domain/errors.ts'

const longest = 100_000

/** Shows how Markdown will look, for the Preview tabs of the editor (STO-039). Signed-in people only. */
export async function renderText(ctx: Context, input: { markdown: string }): Promise<string> {
  authorizeSignedIn(ctx)
  if (input.markdown.length > longest) throw markdownTooLong({ limit: longest })
  return renderMarkdown(input.markdown)
}
