import type { IncomingMessage } from 'node:http'
import { Readable } from 'node:stream'

/** How long a sender may take to notice that it was answered, in milliseconds. */
const patience = 3000

/**
 * An answer to a request that is still sending. It stands there whole at once (its length must be told), but the
 * connection stays open until the sender stops or a moment has passed: closed at once, the system would drop it together
 * with what the sender has not read yet, and the sender would see a broken connection instead of a reason.
 */
export function lingeringAnswer(request: IncomingMessage, body: Buffer): Readable {
  const answer = async function* () {
    yield body
    await senderStops(request)
  }
  return Readable.from(answer(), { objectMode: false })
}

function senderStops(request: IncomingMessage): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, patience)
    const done = () => {
      clearTimeout(timer)
      resolve()
    }
    request.once('end', done).once('close', done).once('error', done)
    if (request.readableEnded || request.destroyed) done()
    request.resume()
  })
}
