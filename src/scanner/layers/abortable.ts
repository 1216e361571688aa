/** Ends at once when the signal aborts, also while the stream is waiting for bytes that never come. */
export async function* abortable(stream: AsyncIterable<Uint8Array>, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  const source = stream[Symbol.asyncIterator]()
  try {
    for (
      let next = await nextUnlessAborted(source, signal);
      !next.done;
      next = await nextUnlessAborted(source, signal)
    ) {
      yield next.value
    }
  } finally {
    // Not awaited: a stream that hangs would hang here, too.
    source.return?.().catch(() => {})
  }
}

function nextUnlessAborted(
  source: AsyncIterator<Uint8Array>,
  signal: AbortSignal,
): Promise<IteratorResult<Uint8Array>> {
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(signal.reason)
    if (signal.aborted) return onAbort()
    signal.addEventListener('abort', onAbort, { once: true })
    source
      .next()
      .then(resolve, reject)
      .finally(() => signal.removeEventListener('abort', onAbort))
  })
}
