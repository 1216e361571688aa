import type { BuiltBlob, BuiltImage } from '../../src/app/demo/image.ts'
import type { Contestant } from '../contestants/contestant.ts'

/** Pushes an image to a contestant that asks for no credential. */
export async function placeImage(contestant: Contestant, image: BuiltImage, tag: string): Promise<void> {
  const { host, port } = await contestant.target('published')
  const base = `http://${host}:${port}/v2/${contestant.repository('published')}`
  for (const blob of [...image.layers, image.config]) await placeBlob(base, blob)
  const { mediaType, bytes } = image.manifest
  const headers = { 'content-type': mediaType }
  expectStatus(await fetch(`${base}/manifests/${tag}`, { method: 'PUT', headers, body: bytes as BodyInit }), 201)
}

async function placeBlob(base: string, { digest, bytes }: BuiltBlob): Promise<void> {
  const begun = expectStatus(await fetch(`${base}/blobs/uploads/`, { method: 'POST' }), 202)
  const location = new URL(begun.headers.get('location') ?? '', base)
  location.searchParams.set('digest', digest)
  expectStatus(await fetch(location, { method: 'PUT', body: bytes as BodyInit }), 201)
}

function expectStatus(response: Response, status: number): Response {
  if (response.status !== status) throw new Error(`${response.url} was answered with ${response.status}.`)
  return response
}
