import fc from 'fast-check'
import { expect, test } from 'vitest'
import { renderMarkdown } from './markdown.ts'

test('headings, lists, tables and code come out as HTML', () => {
  const html = renderMarkdown(
    '# Widget\n\n- turns\n- stops\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n```sh\ndocker pull\n```',
  )
  expect(html).toContain('<h2>Widget</h2>')
  expect(html).toContain('<li>turns</li>')
  expect(html).toContain('<td>1</td>')
  expect(html).toContain('<code class="language-sh">docker pull')
})

test('links leave without credit and without a handle on our page', () => {
  expect(renderMarkdown('[docs](https://acme.example/docs)')).toBe(
    '<p><a href="https://acme.example/docs" rel="nofollow noopener">docs</a></p>',
  )
})

test.each([
  ['script elements', '<script>alert(1)</script>'],
  ['event handlers', '<b onclick="alert(1)">x</b>'],
  ['script links', '[x](javascript:alert(1))'],
  ['hidden script links', '[x](&#106;avascript:alert(1))'],
  ['data links', '[x](data:text/html;base64,PHNjcmlwdD4=)'],
  ['pictures', '![x](https://tracker.example/p.png)'],
  ['frames', '<iframe src="https://x.example"></iframe>'],
])('%s do not come through as markup', (_what, markdown) => {
  expect(renderMarkdown(markdown)).not.toMatch(/<(script|b|img|iframe)|href="(javascript|data)/i)
})

test('no text makes other tags than the listed ones, nor attributes that run', () =>
  fc.assert(
    fc.property(
      fc.string({
        unit: fc.constantFrom(
          '<',
          '>',
          '"',
          "'",
          'a',
          'img',
          'on',
          '=',
          '[',
          ']',
          '(',
          ')',
          ' ',
          '\n',
          '`',
          'javascript:',
          '!',
        ),
        maxLength: 60,
      }),
      (text) => {
        expect(renderMarkdown(text)).not.toMatch(
          /<(?!\/?(p|br|hr|h[2-6]|strong|em|s|code|pre|blockquote|ul|ol|li|a|table|thead|tbody|tr|th|td)\b)/,
        )
      },
    ),
  ))
