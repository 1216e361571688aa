import { expect, test } from 'vitest'
import { pullsBody, tagPushBody, withMorePulls } from './body.ts'

const store = { publicUrl: 'https://store.example', registryHost: 'store.example' }
const now = new Date('2026-03-02T09:00:00Z')
const pushed = {
  repository: 'acme/tools/widget',
  tag: '1.0.0',
  digest: 'sha256:aa',
  platforms: [
    { os: 'linux', architecture: 'arm64' },
    { os: 'linux', architecture: 'amd64' },
  ],
  author: 'ada',
  pushedAt: '2026-03-02T08:59:59.000Z',
}

test('a tag push has the body of STO-199, in its order', () => {
  expect(JSON.stringify(tagPushBody(store, pushed, now))).toBe(
    JSON.stringify({
      type: 'TAG_PUSH',
      createdAt: '2026-03-02T09:00:00.000Z',
      location: 'https://store.example/v2/acme/tools/widget/manifests/1.0.0',
      contents: {
        namespace: 'acme',
        repository: 'tools/widget',
        tag: '1.0.0',
        digest: 'sha256:aa',
        imageName: 'store.example/acme/tools/widget:1.0.0',
        os: 'linux',
        architecture: 'amd64',
        author: 'ada',
        pushedAt: '2026-03-02T08:59:59.000Z',
      },
    }),
  )
})

test('what is not known is null: an artifact has no platform, a job no author', () => {
  const { author: _, ...rest } = pushed
  expect(tagPushBody(store, { ...rest, platforms: [] }, now).contents).toMatchObject({
    os: null,
    architecture: null,
    author: null,
  })
})

test('counts of several batches add up, per repository and in all', () => {
  const first = pullsBody(store, { from: now, repositories: [{ repository: 'store/acme/widget', count: 2 }] }, now)
  const later = new Date(now.getTime() + 30_000)
  const more = [
    { repository: 'store/acme/widget', count: 3 },
    { repository: 'store/acme/saw', count: 1 },
  ]
  expect(withMorePulls(store, first, more, later)).toMatchObject({
    createdAt: later.toISOString(),
    contents: {
      from: now.toISOString(),
      until: later.toISOString(),
      count: 6,
      repositories: [
        { repository: 'store/acme/widget', count: 5, imageName: 'store.example/store/acme/widget' },
        { repository: 'store/acme/saw', count: 1 },
      ],
    },
  })
})
