import { createRequire } from 'node:module'
import type MarkdownIt from 'markdown-it'
import type sanitize from 'sanitize-html'

/** Both libraries are loaded with the first text: a start that renders none does not wait for them. */
function load() {
  const require = createRequire(import.meta.url)
  const Parser = require('markdown-it') as typeof MarkdownIt
  const clean = require('sanitize-html') as typeof sanitize
  return { parser: new Parser({ html: false, linkify: true, typographer: false, breaks: false }), clean }
}

let loaded: ReturnType<typeof load> | undefined

const allowed: sanitize.IOptions = {
  allowedTags: [
    'p',
    'br',
    'hr',
    'h2',
    'h3',
    'h4',
    'h5',
    'h6',
    'strong',
    'em',
    's',
    'code',
    'pre',
    'blockquote',
    'ul',
    'ol',
    'li',
    'a',
    'table',
    'thead',
    'tbody',
    'tr',
    'th',
    'td',
  ],
  allowedAttributes: { a: ['href', 'rel'], ol: ['start'], code: ['class'] },
  allowedClasses: { code: ['language-*'] },
  allowedSchemes: ['https', 'http', 'mailto'],
  allowedSchemesAppliedToAttributes: ['href'],
  allowProtocolRelative: false,
  transformTags: {
    // The page has the one first heading; a text that brings its own steps down.
    h1: 'h2',
    a: (tagName, attribs) => ({
      tagName,
      attribs: { ...(attribs.href !== undefined && { href: attribs.href }), rel: 'nofollow noopener' },
    }),
  },
}

/**
 * Safe HTML of a text that somebody else wrote: no script, no style, no pictures (they would tell a third party who
 * reads the page), links marked nofollow. Render once, when the text is stored.
 */
export function renderMarkdown(markdown: string): string {
  loaded ??= load()
  const { parser, clean } = loaded
  return clean(parser.render(markdown), allowed).trim()
}
