import { Readable } from 'node:stream'

/**
 * The chunks of a source. A request that is not read to its end stays open, so that its sender can still be told why;
 * by default a loop that ends early would cut the connection.
 */
export function chunksOf(source: Readable | AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  return source instanceof Readable ? source.iterator({ destroyOnReturn: false }) : source
}
