import type { FastifyReply } from 'fastify'
import { browseCatalog } from '../browse-catalog.ts'
import { browseTags } from '../browse-tags.ts'
import { digest } from '../domain/digest.ts'
import { ociIndex } from '../domain/media-types.ts'
import { listReferrers } from '../list-referrers.ts'
import type { V2Path } from './v2-path.ts'
import type { V2Call } from './v2-routes.ts'

const mostListed = 1000

/** GET tags/list, page by page. */
export async function answerTags({ ctx, caller, path, query, reply }: V2Call<Extract<V2Path, { kind: 'tags' }>>) {
  const { repository } = path
  const { last, limit } = pageOf(query)
  const page = await browseTags(ctx, { caller, repository, last, limit })
  if (page.next !== undefined) nextPage(reply, `/v2/${repository}/tags/list`, page.next, limit)
  return reply.send({ name: repository, tags: page.tags })
}

/** GET _catalog: what the caller may see. */
export async function answerCatalog({ ctx, caller, query, reply }: V2Call): Promise<FastifyReply> {
  const { last, limit } = pageOf(query)
  const page = await browseCatalog(ctx, { caller, last, limit })
  if (page.next !== undefined) nextPage(reply, '/v2/_catalog', page.next, limit)
  return reply.send({ repositories: page.repositories })
}

/** GET referrers: an index of the manifests about an image. */
export async function answerReferrers({
  ctx,
  caller,
  path,
  query,
  reply,
}: V2Call<Extract<V2Path, { kind: 'referrers' }>>) {
  const { repository, digest: subject } = path
  const { artifactType } = query
  const { last: after, limit } = pageOf(query)
  const last = after === '' ? after : digest(after)
  const filter = artifactType === undefined ? {} : { artifactType }
  const page = await listReferrers(ctx, { caller, repository, digest: subject, last, limit, ...filter })
  if (artifactType !== undefined) reply.header('oci-filters-applied', 'artifactType')
  if (page.next !== undefined) nextPage(reply, `/v2/${repository}/referrers/${subject}`, page.next, limit, filter)
  return reply
    .header('content-type', ociIndex)
    .serializer(JSON.stringify)
    .send({ schemaVersion: 2, mediaType: ociIndex, manifests: page.referrers })
}

/** How many are wanted, 1000 at most and unless told, and after which one. */
function pageOf({ n, last }: V2Call['query']): { last: string; limit: number } {
  const wanted = n !== undefined && /^\d{1,9}$/.test(n) ? Number(n) : mostListed
  return { last: last ?? '', limit: Math.min(wanted, mostListed) }
}

function nextPage(
  reply: FastifyReply,
  address: string,
  last: string,
  limit: number,
  filter: Record<string, string> = {},
): void {
  const query = new URLSearchParams({ ...filter, n: String(limit), last })
  reply.header('link', `<${address}?${query}>; rel="next"`)
}
