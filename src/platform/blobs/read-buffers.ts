const largeBytes = 1024 * 1024
const smallBytes = 64 * 1024
/** Large buffers that may be lent at a time; whoever comes then gets small ones. */
const mostLarge = 64

/**
 * Buffers for reading files, lent and given back. A fresh one for each read would be garbage a moment later, and collecting it
 * cost more than the reading. Many slow readers at once get small ones, so that they do not fill the memory.
 */
export class ReadBuffers {
  readonly #idle: Buffer[] = []
  #lent = 0

  /** A buffer for at most so many bytes. Give it back with `release`, or with `forget` when somebody may still read it. */
  take(bytes: number): Buffer {
    if (bytes <= smallBytes || this.#lent >= mostLarge) return Buffer.allocUnsafeSlow(Math.min(bytes, smallBytes))
    this.#lent++
    return this.#idle.pop() ?? Buffer.allocUnsafeSlow(largeBytes)
  }

  release(buffer: Buffer): void {
    if (buffer.length !== largeBytes) return
    this.#lent--
    this.#idle.push(buffer)
  }

  forget(buffer: Buffer): void {
    if (buffer.length === largeBytes) this.#lent--
  }
}
