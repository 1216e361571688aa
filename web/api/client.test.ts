import { expect, test } from 'vitest'
import { type ApiAnswer, type ApiRequest, apiClient } from './client.ts'
import { ApiProblem, isNotFound, problemOf } from './problem.ts'

function recorded(answer: ApiAnswer) {
  const sent: ApiRequest[] = []
  const api = apiClient(async (request) => {
    sent.push(request)
    return answer
  })
  return { api, sent }
}

test('queries leave out what was not chosen', async () => {
  const { api, sent } = recorded({ status: 200, body: { items: [] } })
  await api.get('/listings', { q: 'tide & sea', type: undefined, category: '', page: 2 })
  expect(sent[0]?.path).toBe('/listings?q=tide+%26+sea&page=2')
})

test('a body goes as JSON, and an action without details as an empty object', async () => {
  const { api, sent } = recorded({ status: 204, body: undefined })
  await api.post('/session', { username: 'otter' })
  await api.post('/subscriptions/1/cancel')
  expect(sent.map(({ body, contentType }) => [body, contentType])).toEqual([
    ['{"username":"otter"}', 'application/json'],
    ['{}', 'application/json'],
  ])
})

test('a refusal is thrown with the store’s own sentence and the fields it names', async () => {
  const fields = [{ field: 'username', message: 'This name is taken.' }]
  const problem = {
    title: 'Conflict',
    status: 409,
    detail: 'Choose another name.',
    code: 'accounts.name_taken',
    fields,
  }
  const { api } = recorded({ status: 409, body: problem })
  const refused = await api.post('/accounts', {}).catch((error: unknown) => error)
  expect(refused).toBeInstanceOf(ApiProblem)
  expect((refused as ApiProblem).message).toBe('Choose another name.')
  expect(problemOf(refused).fields).toEqual(fields)
})

test('an answer that is no problem document still becomes a sentence', async () => {
  const { api } = recorded({ status: 404, body: undefined })
  const refused = await api.get('/nothing').catch((error: unknown) => error)
  expect(isNotFound(refused)).toBe(true)
  expect(problemOf(refused).detail).not.toBe('')
})

test('what is not an answer at all is told without inner details', () => {
  expect(problemOf(new TypeError('fetch failed: ECONNREFUSED 10.0.0.1')).detail).not.toContain('ECONNREFUSED')
})
