import { authorize } from '../accounts/index.ts'
import { recordAudit } from '../audit/index.ts'
import type { Context } from '../platform/context.ts'
import { measureNamespace, namespaceWithQuota } from './access/quota-books.ts'
import { nameUnknown } from './domain/errors.ts'
import type { QuotaOverride } from './domain/quota.ts'
import type { Storage } from './show-storage.ts'
import { quotas } from './store/quotas.ts'

export interface SetQuota {
  readonly namespace: string
  readonly quota: QuotaOverride
}

/** Gives one publisher another quota than the settings say; nothing that is there is lost by a lower one (operators). */
export async function setQuota(ctx: Context, { namespace, quota }: SetQuota): Promise<Storage> {
  await authorize(ctx, 'registry.administer')
  if (namespaceWithQuota(`${namespace}/any`) !== namespace) throw nameUnknown({ repository: namespace })
  return ctx.transaction(async (tx) => {
    const before = await quotas(tx).override(namespace)
    const by = { name: 'name' in ctx.actor ? ctx.actor.name : 'the store', at: ctx.clock.now() }
    if (quota.bytes === null && quota.repositories === null) await quotas(tx).unset(namespace)
    else await quotas(tx).set(namespace, quota, by)
    await recordAudit(ctx.within(tx), {
      action: 'registry.quota_set',
      subject: { kind: 'namespace', id: namespace, name: namespace },
      ...(before && { before }),
      details: { ...quota },
    })
    return { namespace, ...(await measureNamespace(ctx.within(tx), namespace)) }
  })
}
