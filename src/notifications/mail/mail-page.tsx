import type { CSSProperties, ReactNode } from 'react'
import type { Block, Message } from '../domain/message.ts'

// The light scheme of the pages: mail programs know no style sheets of ours.
const ink = '#132733'
const quiet = '#566a75'
const sea = '#0b6070'
const font = "'Instrument Sans', 'Segoe UI', system-ui, -apple-system, Helvetica, Arial, sans-serif"

const paragraph: CSSProperties = { margin: '0 0 16px', fontSize: '16px', lineHeight: '24px', color: ink }
const button: CSSProperties = {
  display: 'inline-block',
  padding: '12px 20px',
  borderRadius: '8px',
  backgroundColor: sea,
  color: '#ffffff',
  fontWeight: 600,
  fontSize: '16px',
  textDecoration: 'none',
}

/** What every mail has around its message. */
export interface MailFrame {
  readonly storeName: string
  readonly publicUrl: string
  readonly message: Message
}

/** The one layout of all mails. Tables and inline styles, because that is what mail programs draw alike. */
export function MailPage({ storeName, publicUrl, message }: MailFrame): ReactNode {
  const { subject, summary, blocks, action } = message
  return (
    <html lang="en">
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light" />
        <title>{subject}</title>
      </head>
      <body style={{ margin: 0, padding: 0, backgroundColor: '#f5f8f9', fontFamily: font }}>
        <div style={{ display: 'none', maxHeight: 0, overflow: 'hidden' }}>{summary}</div>
        <table role="presentation" width="100%" cellPadding={0} cellSpacing={0}>
          <tbody>
            <tr>
              <td align="center" style={{ padding: '24px 12px' }}>
                <table role="presentation" width="100%" cellPadding={0} cellSpacing={0} style={{ maxWidth: '560px' }}>
                  <tbody>
                    <tr>
                      <td style={{ padding: '0 8px 16px', fontSize: '18px', fontWeight: 700, color: sea }}>
                        {storeName}
                      </td>
                    </tr>
                    <tr>
                      <td style={{ padding: '28px 24px', backgroundColor: '#ffffff', borderRadius: '12px' }}>
                        <h1 style={{ margin: '0 0 16px', fontSize: '22px', lineHeight: '28px', color: ink }}>
                          {subject}
                        </h1>
                        {blocks.map((block, at) => (
                          // biome-ignore lint/suspicious/noArrayIndexKey: a mail is rendered once and never reordered
                          <BlockView key={at} block={block} />
                        ))}
                        {action && <ActionView label={action.label} url={absolute(publicUrl, action.href)} />}
                      </td>
                    </tr>
                    <tr>
                      <td style={{ padding: '16px 8px', fontSize: '13px', lineHeight: '20px', color: quiet }}>
                        Sent by {storeName},{' '}
                        <a href={publicUrl} style={{ color: quiet }}>
                          {publicUrl}
                        </a>
                        .
                      </td>
                    </tr>
                  </tbody>
                </table>
              </td>
            </tr>
          </tbody>
        </table>
      </body>
    </html>
  )
}

function ActionView({ label, url }: { label: string; url: string }): ReactNode {
  return (
    <>
      <p style={{ margin: '8px 0 16px' }}>
        <a href={url} style={button}>
          {label}
        </a>
      </p>
      <p style={{ margin: 0, fontSize: '13px', lineHeight: '20px', color: quiet, wordBreak: 'break-all' }}>
        Or open this address: {url}
      </p>
    </>
  )
}

function BlockView({ block }: { block: Block }): ReactNode {
  switch (block.kind) {
    case 'text':
      return <p style={paragraph}>{block.text}</p>
    case 'quote':
      return (
        <blockquote style={{ margin: '0 0 16px', padding: '4px 0 4px 16px', borderLeft: `3px solid ${sea}` }}>
          <p style={{ ...paragraph, margin: 0, whiteSpace: 'pre-line' }}>{block.text}</p>
          {block.from !== undefined && <p style={{ ...paragraph, margin: 0, color: quiet }}>— {block.from}</p>}
        </blockquote>
      )
    case 'facts':
      return (
        <ul style={{ ...paragraph, paddingLeft: '20px' }}>
          {block.facts.map(({ label, value }) => (
            <li key={`${label} ${value}`}>
              <strong>{label}:</strong> <span style={{ wordBreak: 'break-word' }}>{value}</span>
            </li>
          ))}
        </ul>
      )
  }
}

/** Messages name pages of the store by their path; a mail needs the whole address. */
export function absolute(publicUrl: string, href: string): string {
  return href.startsWith('/') ? `${publicUrl}${href}` : href
}
