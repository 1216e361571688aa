import Fastify from 'fastify'
import { expect, test } from 'vitest'
import { sendProblem } from './problem.ts'
import { refuseUnreadableText } from './readable-text.ts'

function server() {
  const app = Fastify()
  app.setErrorHandler((error, request, reply) => sendProblem(error, request, reply))
  app.addHook('preValidation', (request, _reply, done) => {
    refuseUnreadableText(request)
    done()
  })
  app.post('/:name', async () => 'ok')
  return app
}

test.each([
  ['in the path', '/a%00b', {}],
  ['in the query', '/a?q=%00', {}],
  ['in a name of the query', '/a?%00=1', {}],
  ['in a text of the body', '/a', { deep: [{ text: 'a\0b' }] }],
  ['in a name of the body', '/a', { 'a\0b': 1 }],
  ['as half of a surrogate pair', '/a', { text: '\ud800' }],
])('text that cannot be stored is refused %s', async (_where, url, payload) => {
  const answer = await server().inject({ method: 'POST', url, payload })
  expect([answer.statusCode, answer.json()]).toMatchObject([422, { code: 'http.unreadable_text' }])
})

test('every other text is let through', async () => {
  const answer = await server().inject({
    method: 'POST',
    url: '/%F0%9F%9A%A2?q=%E2%80%AE',
    payload: { text: '🚢\u202e' },
  })
  expect(answer.statusCode).toBe(200)
})
