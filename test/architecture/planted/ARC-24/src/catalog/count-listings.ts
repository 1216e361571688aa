// public:
export async function countListings(ctx: Context) { // planted: ARC-24
  return ctx.transaction(async () => 0)
}
