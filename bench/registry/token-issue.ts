import type { OurStore } from '../contestants/our-store.ts'
import type { RequestLoad } from '../load/request-client.ts'
import { request } from '../load/run-load.ts'
import { watchProcess } from '../report/process-facts.ts'
import { type Bench, interleaved } from './bench.ts'
import type { Row, Sample, Section } from './section.ts'

const connections = 16

/** PRF-04: tokens for a customer who may pull the published product. */
export async function measureTokenIssue({ ours, runs, seconds, wants }: Bench): Promise<Section> {
  const { customer, server } = ours
  const service = new URL(server.baseUrl).host
  const scope = `repository:${ours.repository('published')}:pull`
  const query = new URLSearchParams({ service, scope })
  const get = (secret: string): Form => ({
    method: 'GET',
    path: `/auth/token?${query}`,
    headers: { authorization: `Basic ${Buffer.from(`${customer.name}:${secret}`).toString('base64')}` },
  })
  const forms: Record<string, Form> = {
    password: get(customer.password),
    'access token': get(await accessToken(ours)),
    'refresh token': {
      method: 'POST',
      path: '/auth/token',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: formOf({ grant_type: 'refresh_token', service, scope, refresh_token: await refreshToken(ours, service) }),
    },
  }
  const rows: Row[] = []
  for (const [name, form] of Object.entries(forms)) {
    if (!wants(name)) continue
    const samples = await interleaved([ours], runs, () => measure(ours, form, seconds))
    rows.push({ what: `by ${name}, ${connections} connections`, samples, target: { least: 500 } })
  }
  return {
    id: 'PRF-04',
    title: 'Tokens',
    target: 'at least 500 per second with a cached credential check; never more than 2 password hashes at once',
    unit: 'requests/s',
    runs,
    rows,
    notes: [
      'Each answer is a token signed with ES256, after the account, its roles and its right to the product were looked up. ' +
        'Distribution has no token server to compare with.',
      'That two passwords are hashed at once and no more is a test: src/platform/crypto/passwords.test.ts.',
    ],
  }
}

type Form = Pick<RequestLoad, 'method' | 'path' | 'headers' | 'body'>

async function measure(ours: OurStore, form: Form, seconds: number): Promise<Sample> {
  const { hostname: host, port } = new URL(ours.server.baseUrl)
  const load = { ...form, host, port: Number(port), connections }
  await request({ ...load, seconds: 1 })
  const used = watchProcess(ours.pid)
  const { requests, seconds: taken, p99 } = await request({ ...load, seconds })
  const { cpuMs, ...memory } = used()
  return { value: requests / taken, p99, cpuMicros: (cpuMs * 1000) / requests, ...memory }
}

async function accessToken({ customer }: OurStore): Promise<string> {
  const body = { name: 'bench', scopes: ['pull'] }
  return (await customer.client.post<{ secret: string }>('/access-tokens', body)).secret
}

async function refreshToken({ customer, server }: OurStore, service: string): Promise<string> {
  const body = formOf({
    grant_type: 'password',
    service,
    client_id: 'bench',
    access_type: 'offline',
    username: customer.name,
    password: customer.password,
  })
  const headers = { 'content-type': 'application/x-www-form-urlencoded' }
  const response = await fetch(`${server.baseUrl}/auth/token`, { method: 'POST', headers, body })
  return ((await response.json()) as { refresh_token: string }).refresh_token
}

const formOf = (fields: Readonly<Record<string, string>>): string =>
  new URLSearchParams({ client_id: 'bench', ...fields }).toString()
