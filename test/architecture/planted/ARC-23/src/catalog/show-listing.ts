import type { FastifyReply } from 'fastify' // planted: ARC-02 ARC-23
import { listingView } from './http/views.ts' // planted: ARC-23
import { authorize } from '../accounts/index.ts'

export async function showListing(ctx: Context, reply: FastifyReply) {
  await authorize(ctx, 'x')
  return reply.code(404).send(listingView)
}
