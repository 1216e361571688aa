import type { Context } from '../../platform/context.ts'
import type { HandOut } from '../memory/handed-out.ts'
import { memoryOf } from '../memory/registry-memory.ts'

/** Notes in memory that a manifest was handed out; batches of notes become pull events (STO-201, AUT-103). */
export function notePull(ctx: Context, handOut: HandOut): void {
  const { access, origin, repository, tag, method, manifest, admission } = handOut
  memoryOf(ctx).log.notePull({
    caller: access.accountId ?? origin.address,
    repository,
    method,
    tag,
    digest: manifest.digest,
    children: manifest.children,
    at: ctx.clock.now(),
    access,
    origin,
    manifest,
    admission,
  })
}
