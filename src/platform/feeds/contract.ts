import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { insideTransaction } from '../db/transaction-guard.ts'
import type { FeedFetcher } from './feed-fetcher.ts'

/** A fetcher under test, and a server at the other end. */
export interface FeedFetcherUnderTest {
  readonly fetcher: FeedFetcher
  readonly address: string
  /** What the server has from now on; undefined: nobody is there. */
  serves(
    file: { readonly bytes: Buffer; readonly etag?: string; readonly lastModified?: string } | undefined,
  ): Promise<void>
  close(): Promise<void>
}

/** What every fetcher promises; each driver runs it. */
export function feedFetcherContract(name: string, prepare: () => Promise<FeedFetcherUnderTest>): void {
  describe(`the ${name} feed fetcher`, () => {
    let driver: FeedFetcherUnderTest
    beforeAll(async () => {
      driver = await prepare()
    })
    afterAll(() => driver.close())
    const fetching = (known: { etag?: string; lastModified?: string } = {}) =>
      driver.fetcher.fetch({ address: driver.address, ...known })
    const bytes = Buffer.from('{"id":"Łódź"}')

    test('hands a file over as it was sent, with what the server says of it, until it is given back', async () => {
      await driver.serves({ bytes, etag: '"1"', lastModified: 'Mon, 02 Mar 2026 09:00:00 GMT' })
      const fetched = await fetching()
      expect(fetched).toMatchObject({ kind: 'fetched', etag: '"1"', lastModified: 'Mon, 02 Mar 2026 09:00:00 GMT' })
      if (fetched.kind !== 'fetched') return
      expect(await readFile(fetched.path)).toEqual(bytes)
      await driver.fetcher.discard(fetched.path)
      await expect(readFile(fetched.path)).rejects.toMatchObject({ code: 'ENOENT' })
    })

    test('does not send what we have already', async () => {
      await driver.serves({ bytes, etag: '"1"', lastModified: 'Mon, 02 Mar 2026 09:00:00 GMT' })
      expect(await fetching({ etag: '"1"' })).toEqual({ kind: 'unchanged' })
      expect(await fetching({ lastModified: 'Mon, 02 Mar 2026 09:00:00 GMT' })).toEqual({ kind: 'unchanged' })
      expect(await fetching({ etag: '"0"' })).toMatchObject({ kind: 'fetched' })
    })

    test('a server that is away is a reason, not an exception', async () => {
      await driver.serves(undefined)
      expect(await fetching()).toMatchObject({ kind: 'failed', reason: expect.stringMatching(/^[A-Z].*\.$/) })
    })

    test('is never used inside a transaction', async () => {
      await expect(insideTransaction(() => fetching())).rejects.toThrow('inside a database transaction')
    })
  })
}
