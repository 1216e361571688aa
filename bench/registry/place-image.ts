import type { BuiltBlob, BuiltImage } from '../../src/app/demo/image.ts'
import type { Contestant, Purpose } from '../contestants/contestant.ts'

/** Pushes an image to a contestant. */
export async function placeImage(
  contestant: Contestant,
  image: BuiltImage,
  tag: string,
  purpose: Purpose = 'published',
): Promise<void> {
  const { host, port, headers } = await contestant.target(purpose)
  const base = `http://${host}:${port}/v2/${contestant.repository(purpose)}`
  for (const blob of [...image.layers, image.config]) await placeBlob(base, blob, headers)
  const { mediaType, bytes } = image.manifest
  const more = { ...headers, 'content-type': mediaType }
  expectStatus(await fetch(`${base}/manifests/${tag}`, { method: 'PUT', headers: more, body: bytes as BodyInit }), 201)
}

async function placeBlob(base: string, { digest, bytes }: BuiltBlob, headers: Readonly<Record<string, string>>) {
  const begun = expectStatus(await fetch(`${base}/blobs/uploads/`, { method: 'POST', headers }), 202)
  const location = new URL(begun.headers.get('location') ?? '', base)
  location.searchParams.set('digest', digest)
  expectStatus(await fetch(location, { method: 'PUT', headers, body: bytes as BodyInit }), 201)
}

function expectStatus(response: Response, status: number): Response {
  if (response.status !== status) throw new Error(`${response.url} was answered with ${response.status}.`)
  return response
}
