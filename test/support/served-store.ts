import { Person } from '../../src/app/demo/people.ts'
import { TestPublisher } from './publisher.ts'
import { ServerProcess } from './server-process.ts'

/** A store in a process of its own with its first operator. */
export interface ServedStore {
  readonly server: ServerProcess
  readonly operator: Person
  person(name: string): Promise<Person>
  /** A company that may push and submit, with the person who acts for it. */
  publisher(slug: string): Promise<TestPublisher>
}

/**
 * Starts a store on an empty data folder and makes its operator. The caller removes the server. `run` is what Node runs
 * instead of the built store.
 */
export async function serveStore(
  env: NodeJS.ProcessEnv = {},
  run: { readonly flags?: readonly string[]; readonly main?: string } = {},
): Promise<ServedStore> {
  const server = await ServerProcess.prepare(env, run.flags, run.main)
  await server.start()
  const visited = { baseUrl: server.baseUrl, mails: server.mails }
  const operator = new Person(visited, 'olga')
  const [, token] = await server.prints(/\/setup\?token=(\S+)/)
  const { name: username, email, password } = operator
  await operator.client.post('/setup', { token, username, email, password })
  const person = (name: string) => new Person(visited, name).joins()
  return {
    server,
    operator,
    person,
    async publisher(slug) {
      const owner = await person(`${slug}-owner`)
      await owner.createsOrganization(slug, slug)
      const { id } = await owner.client.post<{ id: string }>('/publishers', {
        account: slug,
        companyName: slug,
        website: `https://${slug}.example`,
        message: 'We make things.',
      })
      await operator.client.post(`/publishers/${id}/accept`)
      const publisher = new TestPublisher(owner, slug, id)
      await publisher.signsAgreement()
      await publisher.completesProfile()
      return publisher
    },
  }
}
