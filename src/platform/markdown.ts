import MarkdownIt from 'markdown-it'
import sanitize from 'sanitize-html'

const parser = new MarkdownIt({ html: false, linkify: true, typographer: false, breaks: false })

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
  return sanitize(parser.render(markdown), allowed).trim()
}
