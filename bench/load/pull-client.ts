// Program: pulls one path again and again on some connections until the time is over; prints bytes and seconds as JSON.
import { Connection, type Target } from './connection.ts'

/** What to pull, and for how long. */
export interface PullLoad extends Target {
  readonly path: string
  readonly connections: number
  readonly seconds: number
}

/** What arrived while the time ran. */
export interface PullResult {
  readonly bytes: number
  readonly seconds: number
  readonly pulls: number
}

async function main(load: PullLoad): Promise<PullResult> {
  const connections = Array.from({ length: load.connections }, () => new Connection(load, 1024 * 1024))
  let pulls = 0
  let over = false
  const started = performance.now()
  const repeat = async (connection: Connection) => {
    const head = connection.head('GET', load.path)
    while (!over) {
      const { status } = await connection.send(head)
      if (status !== 200) throw new Error(`The pull of ${load.path} was answered with ${status}.`)
      pulls++
    }
  }
  const time = new Promise<void>((resolve) => setTimeout(resolve, load.seconds * 1000))
  await Promise.race([time, ...connections.map(repeat)])
  over = true
  const seconds = (performance.now() - started) / 1000
  const bytes = connections.reduce((sum, { received }) => sum + received, 0)
  for (const connection of connections) connection.close()
  return { bytes, seconds, pulls }
}

process.stdout.write(JSON.stringify(await main(JSON.parse(process.argv[2] ?? '') as PullLoad)))
process.exit(0)
