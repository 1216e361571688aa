// public: everybody may look at what is for sale
export async function searchListings(ctx: Context) {
  return ctx.transaction(async () => [])
}
