import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { planOf, type ReviewBench, reviewBench, type Seller } from '../../test/support/review-bench.ts'
import { projectRoot } from '../app/version.ts'
import { createProduct } from './create-product.ts'
import type { ProductSourcesSaved } from './domain/events.ts'
import type { ProductId } from './domain/listing.ts'
import { listProducts } from './list-products.ts'
import { previewProduct } from './preview-product.ts'
import { readMedia } from './read-media.ts'
import { saveDraft } from './save-draft.ts'
import { showProduct } from './show-product.ts'
import { uploadMedia } from './upload-media.ts'

let bench: ReviewBench
let acme: Seller
beforeAll(async () => {
  bench = await reviewBench()
})
beforeEach(async () => {
  await bench.reset()
  acme = await bench.seller('acme')
})
afterAll(() => bench.close())

async function begun(name = 'Widget'): Promise<ProductId> {
  return (await createProduct(acme.editor, { publisherId: acme.id, name })).product.id
}
const art = (name: string) => readFile(join(projectRoot, 'demo', 'art', `${name}.png`))

describe('a product', () => {
  test('begins with a name, gets an address of its own, and is in the list (STO-038)', async () => {
    await begun('Tide Pool')
    await begun('Tide pool')
    const products = await listProducts(acme.viewer, { publisherId: acme.id })
    expect(products.map(({ product }) => product.slug).sort()).toEqual(['tide-pool', 'tide-pool-2'])
    expect(products[0]).toMatchObject({ status: 'draft', hasDraft: true, iconUrl: null })
    expect(await bench.actions()).toContain('catalog.product_created')
  })

  test('needs a name and an editor', async () => {
    await expect(createProduct(acme.editor, { publisherId: acme.id, name: ' ' })).rejects.toMatchObject({
      code: 'catalog.name_required',
    })
    await expect(createProduct(acme.viewer, { publisherId: acme.id, name: 'W' })).rejects.toMatchObject({
      kind: 'forbidden',
    })
    const rival = await bench.seller('rival')
    await expect(createProduct(rival.owner, { publisherId: acme.id, name: 'W' })).rejects.toMatchObject({
      kind: 'not_found',
    })
  })

  test('is seen by its members and by staff; for others it does not exist (ARC-54)', async () => {
    const productId = await begun()
    const mora = await bench.person('mora', 'moderator')
    expect((await showProduct(acme.viewer, { productId })).canEdit).toBe(false)
    expect((await showProduct(acme.editor, { productId })).canEdit).toBe(true)
    expect((await showProduct(mora, { productId })).canEdit).toBe(false)
    const rival = await bench.seller('rival')
    const absent = acme.id as string as ProductId
    for (const id of [productId, absent]) {
      await expect(showProduct(rival.owner, { productId: id })).rejects.toMatchObject({
        code: 'catalog.product_not_found',
      })
    }
  })
})

describe('a draft', () => {
  test('keeps unfinished work and says what is missing (STO-039)', async () => {
    const productId = await begun()
    await saveDraft(acme.editor, { productId, change: { tags: ['a'], plans: [{ name: 'Pro' }] } })
    const editor = await saveDraft(acme.editor, { productId, change: { version: '1.0.0' } })
    expect(editor.draft).toMatchObject({ name: 'Widget', tags: ['a'], version: '1.0.0', plans: [{ name: 'Pro' }] })
    expect(editor.problems.map(({ field }) => field)).toEqual(
      expect.arrayContaining(['iconId', 'shortDescription', 'plans', 'plans.0.repositories']),
    )
  })

  test('asks for a scan of every new source of its own, and only of those (STO-072)', async () => {
    const productId = await begun()
    const change = { plans: [planOf('acme/widget', '1.0.0'), planOf('rival/secret', '1.0.0', { name: 'B' })] }
    const { draft } = await saveDraft(acme.editor, { productId, change })
    await saveDraft(acme.editor, { productId, change: { version: '2' } })
    await saveDraft(acme.editor, {
      productId,
      change: {
        plans: draft.plans.map((plan) => ({
          ...plan,
          repositories: [{ repository: 'acme/widget', tags: ['1.0.0', '2.0.0'] }],
        })),
      },
    })
    const saved = bench.told('product.sources-saved') as ProductSourcesSaved[]
    expect(saved.map(({ repositories }) => repositories)).toEqual([
      [{ repository: 'acme/widget', tag: '1.0.0' }],
      [{ repository: 'acme/widget', tag: '2.0.0' }],
    ])
  })

  test('saved without a change writes nothing', async () => {
    const productId = await begun()
    await saveDraft(acme.editor, { productId, change: { version: '1' } })
    await saveDraft(acme.editor, { productId, change: { version: '1' } })
    expect((await bench.actions()).filter((action) => action === 'catalog.draft_saved')).toHaveLength(1)
  })

  test('is written by editors only', async () => {
    const productId = await begun()
    await expect(saveDraft(acme.viewer, { productId, change: { version: '1' } })).rejects.toMatchObject({
      kind: 'forbidden',
    })
  })

  test('can be looked at as a page, however unfinished', async () => {
    const productId = await begun()
    const price = { amount: '', currency: 'XX', period: 'month' as const }
    await saveDraft(acme.editor, {
      productId,
      change: { longDescription: '# Hi <script>alert(1)</script>', plans: [{ name: 'Pro', prices: [price] }] },
    })
    const { listing, plans } = await previewProduct(acme.viewer, { productId })
    expect(listing.page.longDescriptionHtml).not.toContain('<script')
    expect(plans).toMatchObject([{ plan: { name: 'Pro', prices: [] } }])
  })
})

describe('pictures', () => {
  test('are measured; what is too small or no picture is refused (STO-044, STO-048)', async () => {
    const productId = await begun()
    const icon = await uploadMedia(acme.editor, { productId, kind: 'icon', content: await art('keel-icon') })
    expect(icon).toMatchObject({ kind: 'icon', contentType: 'image/png' })
    expect(icon.width).toBe(icon.height)
    await expect(
      uploadMedia(acme.editor, { productId, kind: 'icon', content: await art('keel-screenshot') }),
    ).rejects.toMatchObject({ code: 'catalog.icon_too_small' })
    await expect(
      uploadMedia(acme.editor, { productId, kind: 'screenshot', content: await art('keel-icon') }),
    ).rejects.toMatchObject({ code: 'catalog.screenshot_too_small' })
    const script = Buffer.from('<svg onload="alert(1)"/>')
    await expect(uploadMedia(acme.editor, { productId, kind: 'icon', content: script })).rejects.toMatchObject({
      kind: 'invalid',
    })
    await expect(
      uploadMedia(acme.editor, { productId, kind: 'icon', content: Buffer.alloc(9 * 1024 * 1024) }),
    ).rejects.toMatchObject({ code: 'catalog.media_too_large' })
  })

  test('sent twice are kept once', async () => {
    const productId = await begun()
    const [first, second] = [1, 2].map(async () =>
      uploadMedia(acme.editor, { productId, kind: 'icon', content: await art('keel-icon') }),
    )
    expect((await first)?.digest).toBe((await second)?.digest)
  })

  test('of a draft are seen by its members and staff, not by others', async () => {
    const productId = await begun()
    const { id: mediaId } = await uploadMedia(acme.editor, { productId, kind: 'icon', content: await art('keel-icon') })
    expect((await readMedia(acme.viewer, { mediaId })).isPublic).toBe(false)
    await expect(readMedia(bench.stranger, { mediaId })).rejects.toMatchObject({ code: 'catalog.media_not_found' })
    const rival = await bench.seller('rival')
    await expect(readMedia(rival.owner, { mediaId })).rejects.toMatchObject({ code: 'catalog.media_not_found' })
  })

  test('of another product are a problem of the manifest', async () => {
    const [mine, other] = [await begun('Widget'), await begun('Crank')]
    const { id } = await uploadMedia(acme.editor, { productId: other, kind: 'icon', content: await art('keel-icon') })
    const { problems } = await saveDraft(acme.editor, { productId: mine, change: { iconId: id } })
    expect(problems).toContainEqual({ field: 'iconId', message: expect.stringContaining('not uploaded') })
  })
})
