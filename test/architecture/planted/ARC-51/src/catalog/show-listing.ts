export async function showListing(ctx: Context) {
  await authorize(ctx, 'x')
  throw Object.assign(new Error('gone'), { statusCode: 410 }) // planted: ARC-51
}
