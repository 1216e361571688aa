import { sql } from 'kysely'
import { Client, type Notification } from 'pg'
import type { Log } from '../log.ts'
import type { News, Tx } from './database.ts'
import type { NewsBoard } from './news-board.ts'

const channel = 'chandlery_news'
const pauses = [100, 500, 2000, 5000]

/** Tells other processes through the server, which sends it at the commit (NOTIFY). */
export function tellThroughServer(sender: string) {
  return async (tx: Tx, { topic, key }: News): Promise<void> => {
    await sql`SELECT pg_notify(${channel}, ${JSON.stringify([sender, topic, key])})`.execute(tx)
  }
}

export interface ListenToServer {
  readonly databaseUrl: string
  readonly log: Log
  readonly board: NewsBoard
  /** Own news come back, too; they have been told here already. */
  readonly sender: string
}

/**
 * Listens on a connection of its own. A lost one is opened again; what was said meanwhile is lost, so listeners are
 * told of the gap each time.
 */
export function listenToServer(options: ListenToServer): { isOpen(): boolean; close(): Promise<void> } {
  const line = new Line(options)
  line.open()
  return { isOpen: () => line.isOpen, close: () => line.close() }
}

class Line {
  readonly #options: ListenToServer
  #client: Client | undefined
  #timer: NodeJS.Timeout | undefined
  #failures = 0
  #closed = false
  isOpen = false

  constructor(options: ListenToServer) {
    this.#options = options
  }

  open(): void {
    const { databaseUrl } = this.#options
    const client = new Client({
      connectionString: databaseUrl,
      application_name: 'chandlery news',
      connectionTimeoutMillis: 10_000,
      keepAlive: true,
    })
    this.#client = client
    client.on('notification', (notification) => this.#hear(notification))
    client.on('error', () => this.#lost(client))
    client.on('end', () => this.#lost(client))
    client
      .connect()
      .then(() => client.query(`LISTEN ${channel}`))
      .then(() => this.#opened(client))
      .catch(() => this.#lost(client))
  }

  async close(): Promise<void> {
    this.#closed = true
    this.isOpen = false
    clearTimeout(this.#timer)
    const client = this.#client
    this.#client = undefined
    await client?.end().catch(() => {})
  }

  #opened(client: Client): void {
    if (client !== this.#client) return
    this.#failures = 0
    this.#options.board.tellGap()
    this.isOpen = true
  }

  #lost(client: Client): void {
    if (this.#closed || client !== this.#client) return
    const { log, board } = this.#options
    if (this.isOpen) log.warn({}, 'The connection that hears of changes by other replicas was lost; opening it again')
    this.isOpen = false
    this.#client = undefined
    board.tellGap()
    client.end().catch(() => {})
    this.#timer = setTimeout(() => this.open(), pauses[Math.min(this.#failures++, pauses.length - 1)])
    this.#timer.unref()
  }

  #hear({ payload }: Notification): void {
    const [sender, topic, key] = JSON.parse(payload ?? '[]') as [string?, string?, string?]
    if (sender === this.#options.sender || topic === undefined || key === undefined) return
    this.#options.board.tellHere({ topic, key })
  }
}
