import { authenticateCredential, findAccount, listRevokedTokens, rolesOf } from '../../accounts/index.ts'
import { blockedRepositories } from '../../catalog/index.ts'
import { decidePull } from '../../licensing/index.ts'
import { findPublisherByNamespace, publisherRoleOf } from '../../publishers/index.ts'
import type { AccessSource, PullAnswer, Subject } from './access-source.ts'

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
    if (!publisher || publisher.state === 'applied' || publisher.state === 'rejected') return undefined
    return publisherRoleOf(ctx, accountId, publisher.id)
  },

  async decidePull(ctx, question): Promise<PullAnswer> {
    return decidePull(ctx, question)
  },

  blockedRepositories,
  revokedTokens: (ctx, since) => listRevokedTokens(ctx, { since }),
}
