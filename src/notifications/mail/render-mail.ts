import { createElement } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import type { Block } from '../domain/message.ts'
import { absolute, type MailFrame, MailPage } from './mail-page.tsx'

/** A message as the two bodies of a mail; both say the same. */
export function renderMail(frame: MailFrame): { readonly html: string; readonly text: string } {
  return { html: `<!doctype html>${renderToStaticMarkup(createElement(MailPage, frame))}`, text: plainText(frame) }
}

function plainText({ message, storeName, publicUrl }: MailFrame): string {
  const { blocks, action } = message
  return [
    message.subject,
    ...blocks.map(textOf).filter((part) => part !== ''),
    ...(action ? [`${action.label}:\n${absolute(publicUrl, action.href)}`] : []),
    `--\nSent by ${storeName}, ${publicUrl}`,
  ]
    .join('\n\n')
    .concat('\n')
}

function textOf(block: Block): string {
  switch (block.kind) {
    case 'text':
      return block.text
    case 'quote':
      return [
        ...block.text.split('\n').map((line) => `> ${line}`),
        ...(block.from === undefined ? [] : [`  ${block.from}`]),
      ].join('\n')
    case 'facts':
      return block.facts.map(({ label, value }) => `- ${label}: ${value}`).join('\n')
  }
}
