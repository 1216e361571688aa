import { authenticateCredential, findAccount, listRevokedTokens, rolesOf } from '../../accounts/index.ts'
import { blockedRepositories } from '../../catalog/index.ts'
import { decidePull } from '../../licensing/index.ts'
import { findPublisherByNamespace, type Publisher, publisherRoleOf, publishersOf } from '../../publishers/index.ts'
import type { AccessSource, PullAnswer, Subject } from './access-source.ts'

/** Who has applied has no namespace yet. */
const mayPush = ({ state }: Publisher): boolean => state !== 'applied' && state !== 'rejected'

/** The registry's view of people and licences, answered by the modules that own them. */
export const storeAccess: AccessSource = {
  async authenticate(ctx, credentials): Promise<Subject> {
    const found = await authenticateCredential(ctx, credentials)
    return {
      accountId: found.accountId,
      name: found.name,
      roles: found.roles,
      limitedTo: found.token?.limitedTo ?? null,
      ...(found.token && { scopes: found.token.scopes, credentialId: found.token.id }),
    }
  },

  async subjectOf(ctx, accountId) {
    const account = await findAccount(ctx, { id: accountId })
    if (!account?.emailVerified) return undefined
    return { accountId, name: account.name, roles: await rolesOf(ctx, accountId), limitedTo: null }
  },

  async namespaceRole(ctx, accountId, namespace) {
    const publisher = await findPublisherByNamespace(ctx, namespace)
    if (!publisher || !mayPush(publisher)) return undefined
    return publisherRoleOf(ctx, accountId, publisher.id)
  },

  async namespacesOf(ctx, accountId) {
    const mine = await publishersOf(ctx, accountId)
    return mine.filter(mayPush).map(({ slug }) => slug)
  },

  async decidePull(ctx, question): Promise<PullAnswer> {
    return decidePull(ctx, question)
  },

  blockedRepositories,
  revokedTokens: (ctx, since) => listRevokedTokens(ctx, { since }),
}
