import { afterAll, beforeAll, describe } from 'vitest'
import { blobStoreContract } from '../../src/platform/blobs/contract.ts'
import { openS3BlobStore } from '../../src/platform/blobs/s3-blob-store.ts'
import { goProgram } from '../support/go-program.ts'
import { S3Server } from '../support/s3-server.ts'

const versitygw = await goProgram('versitygw')

describe.runIf(versitygw.met)('over a real S3 server', () => {
  let server: S3Server
  beforeAll(async () => {
    server = await S3Server.start(versitygw.met ? versitygw.path : '')
  })
  afterAll(() => server?.remove())

  blobStoreContract('S3', async () => ({
    open: (clock) => openS3BlobStore({ settings: server.settings, prefix: 'contract/blobs/', clock }),
    close: async () => {},
  }))
})
