import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type ReviewBench, reviewBench, type Seller } from '../../../test/support/review-bench.ts'
import { projectRoot } from '../../app/version.ts'
import { approveSubmission } from '../../moderation/approve-submission.ts'
import { publishSubmission } from '../../moderation/publish-submission.ts'
import { submitProduct } from '../../moderation/submit-product.ts'
import type { Context } from '../../platform/context.ts'
import type { EditorView, ListingView, MediaView, ProductView, SearchView, TermsView } from './views.ts'

let bench: ReviewBench
let server: Awaited<ReturnType<ReviewBench['serves']>>
let acme: Seller
let rival: Seller
/** Published as "widget". */
let live: string
/** A draft of acme. */
let draft: string

beforeAll(async () => {
  bench = await reviewBench()
  server = await bench.serves()
  acme = await bench.seller('acme')
  rival = await bench.seller('rival')
  const mora = await bench.person('mora', 'moderator')
  const productId = await bench.drafts(acme, 'Widget')
  const { id: submissionId } = await submitProduct(acme.editor, { productId, publish: 'manual' })
  await approveSubmission(mora, { submissionId })
  await publishSubmission(acme.editor, { submissionId })
  live = productId
  draft = (await by(acme.editor).post<ProductView>(`/publishers/${acme.id}/products`, { name: 'Crank' })).body.id
})
afterAll(async () => {
  await server.app.close()
  await bench.close()
})

/** Requests on behalf of somebody. */
function by(ctx: Context) {
  const send = async <T>(method: 'GET' | 'POST' | 'PUT', url: string, payload?: object | Buffer, type?: string) => {
    server.as(ctx)
    const headers = type ? { 'content-type': type } : {}
    const response = await server.app.inject({ method, url, headers, ...(payload && { payload }) })
    const isJson = String(response.headers['content-type']).includes('json')
    return { status: response.statusCode, headers: response.headers, body: (isJson ? response.json() : null) as T }
  }
  return {
    get: <T = { code: string; detail: string }>(url: string) => send<T>('GET', url),
    post: <T = { code: string; detail: string }>(url: string, body: object) => send<T>('POST', url, body),
    put: <T = { code: string; detail: string }>(url: string, body: object) => send<T>('PUT', url, body),
    upload: <T = { code: string; detail: string }>(url: string, bytes: Buffer, type = 'image/png') =>
      send<T>('POST', url, bytes, type),
  }
}
const art = (name: string) => readFile(join(projectRoot, 'demo', 'art', `${name}.png`))

describe('the shop window is open to strangers', () => {
  test('search with facets; values may be repeated or joined by commas', async () => {
    const { status, body } = await by(bench.stranger).get<SearchView>(
      '/listings?q=widget&category=devops-tools,storage&sort=name',
    )
    expect(status).toBe(200)
    expect(body).toMatchObject({
      total: 1,
      items: [
        {
          slug: 'widget',
          path: '/images/widget',
          publisher: { slug: 'acme', name: 'acme Ltd' },
          pulls: '0',
          fromPrice: null,
          priceLabel: 'Free',
          badges: ['verified'],
          state: 'published',
        },
      ],
      facets: { category: [{ value: 'devops-tools', label: 'DevOps Tools', count: 1 }] },
    })
  })

  test('the product page, by slug and by id; the staging name is nowhere on it (STO-041)', async () => {
    const { body } = await by(bench.stranger).get<ListingView>('/listings/widget')
    expect(body).toMatchObject({
      productId: live,
      longDescriptionHtml: expect.stringContaining('<h2>Widget</h2>'),
      publisher: { slug: 'acme', name: 'acme Ltd', logoUrl: expect.stringContaining('/publisher-logos/acme') },
      categories: [{ slug: 'devops-tools', name: 'DevOps Tools' }],
      plans: [{ name: 'Community', isDefault: true, priceLabel: 'Free', repositories: ['store/acme/widget'] }],
    })
    expect(JSON.stringify(body).replaceAll('store/acme/widget', '')).not.toContain('acme/widget')
    expect((await by(bench.stranger).get<ListingView>(`/listings/${live}`)).body.slug).toBe('widget')
    expect((await by(bench.stranger).get('/listings/absent')).body.code).toBe('catalog.listing_not_found')
    expect((await by(bench.stranger).get('/listings/crank')).status).toBe(404)
  })

  test('terms with their hash', async () => {
    const { body: listing } = await by(bench.stranger).get<ListingView>('/listings/widget')
    const planId = listing.plans[0]?.id
    const { body } = await by(bench.stranger).get<TermsView>(`/plans/${planId}/terms`)
    expect(body).toMatchObject({ planId, kind: 'text', html: '<p>Use it well.</p>', version: '1' })
    expect(body.hash).toMatch(/^sha256:[0-9a-f]{64}$/)
    expect((await by(bench.stranger).get(`/plans/${draft}/terms`)).body.code).toBe('catalog.plan_not_found')
  })

  test.each(['/home', '/categories', '/listings/suggest?q=wid'])('%s', async (path) =>
    expect((await by(bench.stranger).get(path)).status).toBe(200),
  )

  test('an unknown parameter is named', async () => {
    const { status, body } = await by(bench.stranger).get('/listings?colour=blue')
    expect(status).toBe(400)
    expect(body.detail).toContain('colour')
  })
})

describe('drafts', () => {
  test('are saved piece by piece; the answer says what is missing', async () => {
    const { status, body } = await by(acme.editor).put<EditorView>(`/products/${draft}/draft`, {
      version: '1.0.0',
      contentType: '',
      plans: [{ name: 'Pro', byolUrl: null }],
    })
    expect(status).toBe(200)
    expect(body.draft).toMatchObject({ name: 'Crank', version: '1.0.0', plans: [{ name: 'Pro', trialDays: 30 }] })
    expect(body.problems.length).toBeGreaterThan(5)
    expect(body).toMatchObject({ canEdit: true, live: null, product: { status: 'draft', hasDraft: true } })
  })

  test('of the wrong shape are refused with the field', async () => {
    const { status, body } = await by(acme.editor).put(`/products/${draft}/draft`, { plans: [{ price: 'free' }] })
    expect(status).toBe(400)
    expect(body.detail).toContain('plans.0.price')
  })

  test.each([
    ['GET', '', undefined],
    ['GET', '/preview', undefined],
    ['PUT', '/draft', { version: '2' }],
  ] as const)('%s /products/:id%s does not exist for strangers and other publishers', async (method, path, body) => {
    const call = (ctx: Context, id: string) =>
      body ? by(ctx).put(`/products/${id}${path}`, body) : by(ctx).get(`/products/${id}${path}`)
    expect(method).toBe(body ? 'PUT' : 'GET')
    expect((await call(bench.stranger, draft)).status).toBe(401)
    const [seen, unseen] = [await call(rival.owner, draft), await call(rival.owner, rival.id)]
    expect([seen.status, seen.body.code, seen.body.detail]).toEqual([404, unseen.body.code, unseen.body.detail])
  })

  test('are only read by viewers', async () => {
    expect((await by(acme.viewer).get<EditorView>(`/products/${draft}`)).body.canEdit).toBe(false)
    expect((await by(acme.viewer).put(`/products/${draft}/draft`, { version: '3' })).status).toBe(403)
    expect((await by(acme.viewer).post(`/publishers/${acme.id}/products`, { name: 'X' })).status).toBe(403)
  })

  test('of a publisher are listed for its members only', async () => {
    const path = `/publishers/${acme.id}/products`
    const { body } = await by(acme.viewer).get<{ items: ProductView[] }>(path)
    expect(body.items.map(({ name, status }) => [name, status]).sort()).toEqual([
      ['Crank', 'draft'],
      ['Widget', 'published'],
    ])
    expect((await by(rival.owner).get(path)).status).toBe(404)
  })

  test('Markdown is shown safely, to people who are signed in', async () => {
    const { body } = await by(acme.viewer).post<{ html: string }>('/markdown', { markdown: '**a** <b onclick=x>b</b>' })
    expect(body.html).toContain('<strong>a</strong>')
    expect(body.html).not.toContain('<b ')
    expect((await by(bench.stranger).post('/markdown', { markdown: 'a' })).status).toBe(401)
  })
})

describe('pictures', () => {
  test('are raw bodies; what they are is found in the bytes', async () => {
    const { status, body } = await by(acme.editor).upload<MediaView>(
      `/products/${draft}/media?kind=icon`,
      await art('keel-icon'),
      'application/octet-stream',
    )
    expect(status).toBe(201)
    expect(body).toMatchObject({ kind: 'icon', url: `/api/v1/media/${body.id}` })
    const html = Buffer.from('<html><script>alert(1)</script>')
    expect((await by(acme.editor).upload(`/products/${draft}/media?kind=icon`, html, 'image/png')).status).toBe(422)
    expect((await by(acme.viewer).upload(`/products/${draft}/media?kind=icon`, html)).status).toBe(403)
    expect((await by(rival.owner).upload(`/products/${draft}/media?kind=icon`, html)).status).toBe(404)
  })

  test('of a live listing are public and may be kept for ever; of a draft they are not', async () => {
    const { body: listing } = await by(bench.stranger).get<ListingView>('/listings/widget')
    const path = listing.iconUrl?.replace('/api/v1', '') ?? ''
    const shown = await by(bench.stranger).get(path)
    expect(shown.status).toBe(200)
    expect(shown.headers).toMatchObject({
      'content-type': 'image/png',
      'cache-control': 'public, max-age=31536000, immutable',
      'x-content-type-options': 'nosniff',
    })
    const { body: media } = await by(acme.editor).upload<MediaView>(
      `/products/${draft}/media?kind=screenshot`,
      await art('keel-screenshot'),
    )
    expect((await by(acme.viewer).get(`/media/${media.id}`)).headers['cache-control']).toMatch(/^private/)
    for (const ctx of [bench.stranger, rival.owner]) {
      expect((await by(ctx).get(`/media/${media.id}`)).body.code).toBe('catalog.media_not_found')
    }
  })
})
