import { setTimeout as wait } from 'node:timers/promises'
import type { BuiltImage } from './image.ts'
import { RegistryClient } from './registry-client.ts'
import { StoreClient } from './store-client.ts'

/** A message that the store has sent. */
export interface SentMail {
  readonly to: string
  readonly subject: string
  readonly text: string
}

/** Where mails can be read: the outbox of a demo, the memory of a test. */
export type ReadMails = () => Promise<readonly SentMail[]>

/** A store to visit: its address and its mails. */
export interface VisitedStore {
  readonly baseUrl: string
  readonly mails: ReadMails
}

/** Waits for the newest mail to `address` whose text holds a link to `path`; answers the link. */
export async function linkFromMail(mails: ReadMails, address: string, path: string): Promise<URL> {
  for (let tries = 0; tries < 200; tries++) {
    for (const mail of [...(await mails())].reverse()) {
      const link = mail.to.includes(address)
        ? new RegExp(`https?://[^\\s]+${path}[^\\s]*`).exec(mail.text)?.[0]
        : undefined
      if (link !== undefined) return new URL(link)
    }
    await wait(50)
  }
  throw new Error(`No mail to ${address} with a link to ${path} arrived.`)
}

/** Somebody with an account, doing what people do: in the browser, and with docker. */
export class Person {
  readonly client: StoreClient
  readonly name: string
  readonly email: string
  readonly password: string
  readonly #store: VisitedStore

  constructor(store: VisitedStore, name: string, options: { email?: string; password?: string } = {}) {
    this.#store = store
    this.client = new StoreClient(store.baseUrl)
    this.name = name
    this.email = options.email ?? `${name}@example.com`
    this.password = options.password ?? `correct horse ${name} battery`
  }

  /** Signs up, follows the link in the mail, signs in. */
  async joins(fullName = this.name): Promise<this> {
    const { name: username, email, password } = this
    await this.client.post('/accounts', { username, email, password, fullName })
    const link = await linkFromMail(this.#store.mails, email, '/verify-email')
    await this.client.post('/accounts/verify-email', { token: link.searchParams.get('token') })
    return this.signsIn()
  }

  async signsIn(): Promise<this> {
    await this.client.post('/session', { username: this.name, password: this.password })
    return this
  }

  /** The registry as this person reaches it after `docker login`. */
  get docker(): RegistryClient {
    return new RegistryClient(this.#store.baseUrl, { name: this.name, secret: this.password })
  }

  async createsOrganization(name: string, fullName: string): Promise<void> {
    await this.client.post('/organizations', { name, fullName })
  }

  async pushes(image: BuiltImage, name: string, tag: string): Promise<string> {
    return this.docker.push(image, name, tag)
  }
}
