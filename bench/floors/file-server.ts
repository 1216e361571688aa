// The floor of blob pulls: a plain HTTP server that sends /folder/<name> in reads of 4 MiB.
import { createReadStream, existsSync, statSync } from 'node:fs'
import { createServer } from 'node:http'
import { basename, join } from 'node:path'
import { pipeline } from 'node:stream'

const [port, folder = ''] = process.argv.slice(2)
createServer((request, response) => {
  const path = join(folder, basename(request.url ?? ''))
  if (!existsSync(path)) return response.writeHead(404).end()
  response.writeHead(200, { 'content-length': statSync(path).size })
  pipeline(createReadStream(path, { highWaterMark: 4 * 1024 * 1024 }), response, () => {})
}).listen(Number(port), '127.0.0.1')
