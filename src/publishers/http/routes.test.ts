import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { FastifyInstance, InjectOptions } from 'fastify'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { type PeopleBench, password, peopleBench } from '../../../test/support/people-bench.ts'
import { projectRoot } from '../../app/version.ts'

let bench: PeopleBench
let app: FastifyInstance
let logo: Buffer
beforeAll(async () => {
  bench = await peopleBench()
  app = await bench.serves()
  logo = await readFile(join(projectRoot, 'demo', 'art', 'saltworks-logo.png'))
})
beforeEach(() => bench.reset())
afterAll(async () => {
  await app.close()
  await bench.close()
})

type Call = Pick<InjectOptions, 'method' | 'url' | 'payload' | 'headers'>
type Caller = (call: Call) => Promise<Awaited<ReturnType<FastifyInstance['inject']>>>

async function signsIn(username: string): Promise<Caller> {
  const answer = await app.inject({ method: 'POST', url: '/session', payload: { username, password } })
  const cookie = answer.cookies.map(({ name, value }) => `${name}=${value}`).join('; ')
  return async (call) => app.inject({ ...call, headers: { ...call.headers, cookie } })
}

const application = { account: 'pia', companyName: 'Acme Ltd', website: 'https://acme.example', message: 'Let us in.' }
const profile = {
  legalName: 'Acme Ltd',
  website: 'https://acme.example',
  phone: '+44 20 7946 0018',
  email: 'store@acme.example',
  shortDescription: 'Makers of useful things.',
  story: 'It *began* small.',
}

test('from the form to the public page', async () => {
  await bench.person('pia')
  await bench.person('mora', 'moderator')
  const [pia, mora] = [await signsIn('pia'), await signsIn('mora')]

  const applied = await pia({ method: 'POST', url: '/publishers', payload: application })
  expect(applied.statusCode).toBe(201)
  expect(applied.json()).toMatchObject({ slug: 'pia', state: 'applied', queuePosition: 1, myRole: 'owner' })
  const base = `/publishers/${applied.json().id}`

  expect((await app.inject('/public-publishers/pia')).statusCode).toBe(404)
  expect((await mora({ method: 'GET', url: '/publishers?state=applied' })).json().items).toHaveLength(1)
  expect((await mora({ method: 'POST', url: `${base}/accept` })).json()).toMatchObject({ state: 'accepted' })
  const { version, hash, html } = (await app.inject('/publisher-agreement')).json()
  expect(html).toContain('<h2>')
  await pia({ method: 'POST', url: `${base}/agreement`, payload: { version, hash } })
  const headers = { 'content-type': 'image/png' }
  const withLogo = await pia({ method: 'PUT', url: `${base}/logo`, payload: logo, headers })
  expect(withLogo.json().profileProblems.map((p: { field: string }) => p.field)).not.toContain('logo')
  const complete = await pia({ method: 'PUT', url: `${base}/profile`, payload: profile })
  expect(complete.json()).toMatchObject({ state: 'active', profileProblems: [] })

  const page = (await app.inject('/public-publishers/pia')).json()
  expect(page).toMatchObject({ name: 'Acme Ltd', verified: true, storyHtml: '<p>It <em>began</em> small.</p>' })
  expect(page).not.toHaveProperty('phone')
  const picture = await app.inject(page.logoUrl.replace('/api/v1', ''))
  expect([picture.statusCode, picture.headers['content-type']]).toEqual([200, 'image/png'])
  expect(picture.rawPayload.equals(logo)).toBe(true)
})

test('strangers, people of other companies and members without the role each get their answer', async () => {
  for (const name of ['pia', 'heron', 'vera']) await bench.person(name)
  const [pia, heron, vera] = [await signsIn('pia'), await signsIn('heron'), await signsIn('vera')]
  const { id } = (await pia({ method: 'POST', url: '/publishers', payload: application })).json()
  await pia({ method: 'PUT', url: `/publishers/${id}/members/vera`, payload: { role: 'viewer' } })
  const stranger: Caller = (call) => app.inject(call)
  const calls: Call[] = [
    { method: 'PUT', url: `/publishers/${id}/profile`, payload: profile },
    { method: 'PUT', url: `/publishers/${id}/logo`, payload: logo, headers: { 'content-type': 'image/png' } },
    { method: 'PUT', url: `/publishers/${id}/members/heron`, payload: { role: 'owner' } },
    { method: 'POST', url: `/publishers/${id}/agreement`, payload: { version: '1', hash: 'x' } },
  ]
  for (const call of calls) {
    const answers = await Promise.all([stranger, heron, vera].map((caller) => caller(call)))
    expect(answers.map(({ statusCode }) => statusCode)).toEqual([401, 404, 403])
  }
  const staffOnly: Call[] = [
    { method: 'POST', url: `/publishers/${id}/accept` },
    { method: 'POST', url: `/publishers/${id}/reject`, payload: { reason: 'No.' } },
    { method: 'PUT', url: `/publishers/${id}/capabilities`, payload: { byolUngated: true, byolGated: true } },
    { method: 'GET', url: '/publishers?state=applied' },
  ]
  for (const call of staffOnly) {
    const answers = await Promise.all([stranger, heron, pia].map((caller) => caller(call)))
    expect(answers.map(({ statusCode }) => statusCode)).toEqual([401, 403, 403])
  }
  expect((await heron({ method: 'GET', url: `/publishers/${id}` })).json().code).toBe('publishers.not_found')
})

test('a logo that is no picture is refused with a sentence, whatever it calls itself', async () => {
  await bench.person('pia')
  const pia = await signsIn('pia')
  const { id } = (await pia({ method: 'POST', url: '/publishers', payload: application })).json()
  const answer = await pia({
    method: 'PUT',
    url: `/publishers/${id}/logo`,
    payload: Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'),
    headers: { 'content-type': 'image/png' },
  })
  expect([answer.statusCode, answer.json().code]).toEqual([422, 'platform.unknown_picture'])
})
