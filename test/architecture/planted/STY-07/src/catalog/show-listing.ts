export async function showListing(ctx: Context) {
  await authorize(ctx, 'x')
  const base = process.env.BASE_URL // planted: STY-07
  return [ctx.clock.now(), new Date('2026-01-01'), new Date(), base] // planted: STY-07
}
