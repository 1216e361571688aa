import { expect, test } from 'vitest'
import type { Message } from '../domain/message.ts'
import { renderMail } from './render-mail.ts'

const message: Message = {
  subject: 'Changes are requested for Widget',
  summary: 'A moderator asks for changes.',
  blocks: [
    { kind: 'text', text: 'Please look again.' },
    { kind: 'facts', facts: [{ label: 'Tags', value: 'a <b> & c' }] },
    { kind: 'quote', text: 'Nearly there.\nOne more round.', from: 'mora' },
  ],
  action: { label: 'Open the editor', href: '/publisher' },
}
const frame = { storeName: 'Chandlery', publicUrl: 'https://store.example', message }

test('both bodies say the same and lead to the same page', () => {
  const { html, text } = renderMail(frame)
  for (const part of ['Please look again.', 'One more round.', 'Open the editor', 'https://store.example/publisher']) {
    expect(html).toContain(part)
    expect(text).toContain(part)
  }
})

test('the link stands alone on its line of the text, so that nothing clings to it', () => {
  expect(renderMail(frame).text.split('\n')).toContain('https://store.example/publisher')
})

test("other people's words are text, never markup", () => {
  const { html, text } = renderMail(frame)
  expect(html).toContain('a &lt;b&gt; &amp; c')
  expect(text).toContain('- Tags: a <b> & c')
})

test('a whole address stays as it is', () => {
  const { text } = renderMail({
    ...frame,
    message: { ...message, action: { label: 'Go', href: 'https://x.example/y' } },
  })
  expect(text).toContain('\nhttps://x.example/y\n')
})
