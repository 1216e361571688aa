// The floor of blob pushes: a plain HTTP server that hashes what arrives (SHA-256) and writes it to a file.
import { createHash } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'

const [port, folder = ''] = process.argv.slice(2)
let uploads = 0
createServer(async (request, response) => {
  if (request.method === 'GET') return response.end()
  if (request.method === 'POST') {
    uploads++
    return response.writeHead(202, { location: `/v2/floor/blobs/uploads/${uploads}`, 'content-length': 0 }).end()
  }
  const hash = createHash('sha256')
  const name = new URL(request.url ?? '', 'http://floor').pathname.split('/').at(-1) ?? ''
  request.on('data', (chunk: Buffer) => hash.update(chunk))
  await pipeline(request, createWriteStream(join(folder, name), { flags: 'a', highWaterMark: 4 * 1024 * 1024 }))
  const status = request.method === 'PUT' ? 201 : 202
  const location = `/v2/floor/blobs/uploads/${name}`
  response.writeHead(status, { location, 'x-sha256': hash.digest('hex'), 'content-length': 0 }).end()
}).listen(Number(port), '127.0.0.1')
