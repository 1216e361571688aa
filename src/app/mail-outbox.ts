import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import { type OutboxMail, readOutbox as readFolder } from '../platform/mail/outbox-mailer.ts'
import type { OpenStore } from './open-store.ts'

const most = 500

/** The mails that the store has put into its outbox, oldest first. */
export function readOutbox(store: OpenStore): Promise<readonly OutboxMail[]> {
  return readFolder(join(store.config.dataDir, 'outbox'), most)
}

/** GET /dev/mail: the mails of a demo, as their receivers would see them. Never served outside a demo. */
export function serveMailOutbox(app: FastifyInstance, store: OpenStore): void {
  app.get('/dev/mail', { schema: { hide: true } }, async (_request, reply) => {
    const mails = [...(await readOutbox(store))].reverse()
    const nonce = (reply as typeof reply & { cspNonce: { style: string } }).cspNonce.style
    return reply.type('text/html; charset=utf-8').send(listPage(mails, nonce))
  })
  app.get<{ Params: { id: string } }>('/dev/mail/:id', { schema: { hide: true } }, async (request, reply) => {
    const mail = (await readOutbox(store)).find(({ id }) => id === request.params.id)
    if (!mail) return reply.callNotFound()
    // A mail is styled by attributes and a style element; it may load and run nothing.
    const policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'; sandbox"
    return reply.header('content-security-policy', policy).type('text/html; charset=utf-8').send(mail.html)
  })
}

function listPage(mails: readonly OutboxMail[], nonce: string): string {
  const rows = mails.map(
    ({ id, to, subject, sentAt }) => `<tr>
      <td><time datetime="${sentAt.toISOString()}">${sentAt.toISOString().slice(0, 19).replace('T', ' ')}</time></td>
      <td>${escapeHtml(to)}</td>
      <td><a href="/dev/mail/${encodeURIComponent(id)}">${escapeHtml(subject)}</a></td></tr>`,
  )
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Mail outbox of this demo</title>
<style nonce="${nonce}">
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
table { width: 100%; border-collapse: collapse; }
th, td { text-align: left; padding: .5rem .75rem .5rem 0; border-bottom: 1px solid #8886; overflow-wrap: anywhere; }
a { color: light-dark(#0b6070, #78c1cb); }
</style>
</head>
<body>
<main>
<h1>Mail outbox of this demo</h1>
<p>Newest first. A store with a mail server sends these instead.</p>
<table><thead><tr><th scope="col">Sent (UTC)</th><th scope="col">To</th><th scope="col">Subject</th></tr></thead>
<tbody>${rows.join('')}</tbody></table>
</main>
</body>
</html>`
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (letter) => `&#${letter.charCodeAt(0)};`)
}
