import { generateKeyPairSync } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { readFeedList } from './advisory-feeds.ts'
import { readConfig } from './config.ts'

const key = generateKeyPairSync('ed25519').publicKey.export({ format: 'der', type: 'spki' }).toString('base64')

describe('the list of advisory feeds', () => {
  test('addresses, folders and what belongs to them', () => {
    const text = [
      'Go=https://feeds.example/Go/all.zip?token=x sha256=https://feeds.example/Go/all.zip.sha256',
      `ours=https://a.example/b.zip signature=https://a.example/b.sig key=${key} part`,
      'local=/srv/advisories;',
    ].join('; ')
    expect(readFeedList(text)).toEqual({
      problems: [],
      feeds: [
        {
          name: 'Go',
          address: 'https://feeds.example/Go/all.zip?token=x',
          label: 'https://feeds.example/Go/all.zip',
          onWeb: true,
          part: false,
          checksum: 'https://feeds.example/Go/all.zip.sha256',
        },
        {
          name: 'ours',
          address: 'https://a.example/b.zip',
          label: 'https://a.example/b.zip',
          onWeb: true,
          part: true,
          signature: { address: 'https://a.example/b.sig', key },
        },
        { name: 'local', address: '/srv/advisories', label: '/srv/advisories', onWeb: false, part: false },
      ],
    })
  })

  test('nothing is no feed', () => expect(readFeedList(' ; ')).toEqual({ feeds: [], problems: [] }))

  test.each([
    ['https://a.example/b.zip', /not NAME=ADDRESS/],
    ['a b=https://a.example', /not NAME=ADDRESS/],
    ['a=', /not NAME=ADDRESS/],
    ['a=https://', /wrong, or holds a name or password/],
    ['a=https://me:secret@a.example/b.zip', /wrong, or holds a name or password/],
    ['a=https://a.example x=1', /"x" of a is not known/],
    ['a=/srv/a sha256=https://a.example', /has no checksum/],
    ['a=https://a.example sha256=abc', /must be http\(s\) addresses/],
    ['a=https://a.example signature=https://a.example/s', /both signature and key/],
    [`a=https://a.example key=${key}`, /both signature and key/],
    ['a=https://a.example signature=https://a.example/s key=abc', /not an Ed25519 public key/],
    ['a=/srv/a; a=/srv/b', /is there twice/],
  ])('%s is named as a problem', (text, problem) => {
    const { problems } = readFeedList(text)
    expect(problems).toHaveLength(1)
    expect(problems[0]).toMatch(problem)
    expect(problems[0]).not.toContain('secret')
    expect(() => readConfig({ CHANDLERY_ADVISORY_FEEDS: text })).toThrow('CHANDLERY_ADVISORY_FEEDS')
  })
})
