// The floor of small answers: a plain HTTP server that sends the same bytes from memory.
import { createServer } from 'node:http'

const [port, size] = process.argv.slice(2).map(Number)
const bytes = Buffer.alloc(size ?? 0, 'x')
createServer((request, response) => {
  response.writeHead(200, { 'content-length': bytes.length, 'content-type': 'application/json' })
  response.end(request.method === 'HEAD' ? undefined : bytes)
}).listen(port, '127.0.0.1')
