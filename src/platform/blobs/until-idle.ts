import { Readable } from 'node:stream'

/** Bytes that may wait in memory for a slow reader. */
const waiting = 1024 * 1024

/**
 * The same bytes as a stream that breaks when its source gives none for `limit` milliseconds while somebody waits for
 * them. A reader that takes its time breaks nothing. The source's own errors pass through `inOurWords`.
 */
export function untilIdle(source: Readable, limit: number, inOurWords: (error: unknown) => Error): Readable {
  const bytes = async function* () {
    const breaks = () => setTimeout(() => source.destroy(new Error(`no byte came for ${limit} ms`)), limit)
    let timer = breaks()
    try {
      for await (const chunk of source) {
        clearTimeout(timer)
        yield chunk as Buffer
        timer = breaks()
      }
    } catch (error) {
      throw inOurWords(error)
    } finally {
      clearTimeout(timer)
      source.destroy()
    }
  }
  const stream = Readable.from(bytes(), { objectMode: false, highWaterMark: waiting })
  // The source goes first: a generator that waits for it, or has not begun, would not let it go.
  const { _destroy: ends } = stream
  stream._destroy = (error, done) => {
    source.destroy()
    ends.call(stream, error, done)
  }
  return stream
}
