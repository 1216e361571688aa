import { describe, expect, test } from 'vitest'
import { block, scrub, type Transcript, transcriptsUnder, withGenerated } from './transcripts.ts'

const refused: Transcript = { client: 'crane', command: 'crane pull store.example/a:1', printed: 'Error: DENIED\nwhy' }
const silent: Transcript = { client: 'oras', command: 'oras pull store.example/a:1', printed: '' }

describe('transcripts of clients in a document', () => {
  test('are read back as they were written, each under its heading', () => {
    const other = { ...refused, printed: 'Error: something else' }
    const document = `# Clients\n\n### One\n\nA story.\n\n${block([refused, silent])}\n\n### Two\n\n${block([other])}\n`
    expect([...transcriptsUnder(document, 'One').values()]).toEqual([refused, silent])
    expect(transcriptsUnder(document, 'Two').get('crane')).toEqual(other)
    expect(transcriptsUnder(document, 'Three').size).toBe(0)
  })

  test('lose times, ports, folders and ids, which differ from run to run', () => {
    const ended = {
      code: 1,
      seconds: 1,
      stdout: '',
      stderr: [
        '2026/11/25 08:49:50 GET http://127.0.0.1:4711/v2/a?plan=dac85e65-7da2-4c30-8b54-8040753073bd',
        'time="2026-11-25T08:50:54Z" level=fatal msg="127.0.0.1:4711 refused"',
        'wrote /tmp/chd-x/pulled.tar, scope 127.0.0.1%3A4711  ',
      ].join('\n'),
    }
    expect(scrub(ended, '127.0.0.1:4711', '/tmp/chd-x').split('\n')).toEqual([
      'GET https://store.example/v2/a?plan=01980a3c-5b1e-7c44-9d0f-3a6e2b7f8c15',
      'level=fatal msg="store.example refused"',
      'wrote pulled.tar, scope store.example',
    ])
  })

  test('replace what stood between the marks, and nothing else', () => {
    const document = 'before\n<!-- transcripts begin -->\nold\n<!-- transcripts end -->\nafter\n'
    const anew = withGenerated(document, 'new')
    expect(anew).toBe('before\n<!-- transcripts begin -->\n\nnew\n\n<!-- transcripts end -->\nafter\n')
    expect(withGenerated(anew, 'new')).toBe(anew)
    expect(() => withGenerated('no marks', 'new')).toThrow('lacks')
  })
})
