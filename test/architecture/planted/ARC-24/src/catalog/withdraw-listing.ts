export async function withdrawListing(ctx: Context, input: { id: string }) { // planted: ARC-24
  const at = ctx.clock.now()
  await authorize(ctx, 'catalog.withdraw')
  return { at, input }
}

export const reopenListing = async (ctx: Context) => ctx.transaction(async () => {}) // planted: ARC-24

export async function holdListing(ctx: Context) {
  await authorize(ctx, 'moderation.hold')
}

export async function editListing(ctx: Context, id: string) {
  const publisher = await authorizePublisher(ctx, id, 'editor')
  return publisher
}

export function titleOf(listing: { name: string }) {
  return listing.name
}
