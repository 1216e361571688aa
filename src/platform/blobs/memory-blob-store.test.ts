import { blobStoreContract } from './contract.ts'
import { blobMemory, memoryBlobStore } from './memory-blob-store.ts'

blobStoreContract('memory', async () => {
  const memory = blobMemory()
  return {
    open: async (clock) => memoryBlobStore(memory, clock),
    damaged: async (digest) => memory.damaged.get(digest),
    close: async () => {},
  }
})
