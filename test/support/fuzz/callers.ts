import type { InjectOptions, LightMyRequestResponse } from 'fastify'
import type { Person } from '../../../src/app/demo/people.ts'
import { hours } from '../../../src/platform/clock.ts'
import type { TestStore } from '../test-store.ts'

/** Who asks. */
export const callerNames = ['a stranger', 'a customer', 'a publisher', 'an operator'] as const
export type CallerName = (typeof callerNames)[number]

/** Sends requests on behalf of four kinds of people; signs in again when a request has ended the session. */
export class Callers {
  readonly #store: TestStore
  readonly #people: ReadonlyMap<CallerName, Person>

  constructor(store: TestStore, people: Readonly<Record<Exclude<CallerName, 'a stranger'>, Person>>) {
    this.#store = store
    this.#people = new Map(Object.entries(people) as [CallerName, Person][])
  }

  /** Asks the JSON interface with the caller's session. */
  async asks(name: CallerName, request: InjectOptions): Promise<LightMyRequestResponse> {
    const person = this.#people.get(name)
    const cookie = person && (await this.#sessionOf(person))
    return this.#store.app.inject({ ...request, headers: { ...request.headers, ...(cookie && { cookie }) } })
  }

  /** A token of the registry for the caller. */
  async registryToken(name: CallerName, scope: string): Promise<string> {
    const person = this.#people.get(name)
    const basic = person && Buffer.from(`${person.name}:${person.password}`).toString('base64')
    const query = new URLSearchParams({ service: this.#store.registryHost, scope })
    const answer = await this.#store.app.inject({
      url: `/auth/token?${query}`,
      ...(basic && { headers: { authorization: `Basic ${basic}` } }),
    })
    return answer.json<{ token: string }>().token
  }

  async #sessionOf(person: Person): Promise<string> {
    const { cookie } = person.client
    const session = await this.#store.app.inject({ url: '/api/v1/session', headers: { cookie } })
    if (session.statusCode === 200 && session.json<{ account?: unknown }>().account) return cookie
    // Guesses at the password may have slowed sign-ins down.
    this.#store.clock.advance(hours(1))
    await person.signsIn()
    return person.client.cookie
  }
}
