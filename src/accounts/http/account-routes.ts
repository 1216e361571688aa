import type { FastifyInstance } from 'fastify'
import { type Static, Type } from 'typebox'
import type { Id } from '../../platform/ids.ts'
import { changePassword } from '../change-password.ts'
import { createAccessToken } from '../create-access-token.ts'
import { listAccessTokens } from '../list-access-tokens.ts'
import { requestPasswordReset } from '../request-password-reset.ts'
import { resendVerification } from '../resend-verification.ts'
import { resetPassword } from '../reset-password.ts'
import { revokeAccessToken } from '../revoke-access-token.ts'
import { signUp } from '../sign-up.ts'
import { updateAccount } from '../update-account.ts'
import { verifyEmail } from '../verify-email.ts'
import { AccessTokenView, AccountView, accessTokenView, accountView, ScopeName } from './views.ts'

const tags = ['accounts']
const Password = Type.String({ maxLength: 1000 })
const Email = Type.String({ maxLength: 254 })
const Nothing = Type.Object({})
const closed = { additionalProperties: false }

const SignUp = Type.Object(
  {
    username: Type.String({ maxLength: 100 }),
    email: Email,
    password: Password,
    fullName: Type.Optional(Type.String({ maxLength: 100 })),
  },
  closed,
)
const Token = Type.Object({ token: Type.String({ minLength: 1, maxLength: 200 }) }, closed)
const Address = Type.Object({ email: Email }, closed)
const Names = Type.Object({ fullName: Type.String({ minLength: 1, maxLength: 100 }) }, closed)
const NewPassword = Type.Object({ current: Password, next: Password }, closed)
const Reset = Type.Object({ token: Type.String({ maxLength: 200 }), password: Password }, closed)
const NewToken = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 100 }),
    scopes: Type.Array(ScopeName, { minItems: 1, maxItems: 4 }),
    expiresAt: Type.Optional(Type.Union([Type.String({ format: 'date-time' }), Type.Null()])),
    limitedTo: Type.Optional(
      Type.Union([
        Type.Array(Type.String({ format: 'uuid' }), {
          minItems: 1,
          maxItems: 100,
          description:
            'Ids of products and plans: the token pulls only what these give. Null: all that the account may.',
        }),
        Type.Null(),
      ]),
    ),
  },
  closed,
)
const ById = Type.Object({ id: Type.String({ format: 'uuid' }) })

/** Tighter than the rest of the interface: these calls send mail or hash passwords. */
const rateLimit = { max: 60, timeWindow: '1 minute' }

export function accountRoutes(app: FastifyInstance): void {
  app.post<{ Body: Static<typeof SignUp> }>(
    '/accounts',
    {
      config: { rateLimit },
      schema: { tags, summary: 'Open an account', body: SignUp, response: { 201: AccountView } },
    },
    async (request, reply) => reply.code(201).send(accountView(await signUp(request.ctx, request.body), true)),
  )
  app.post<{ Body: Static<typeof Token> }>(
    '/accounts/verify-email',
    { schema: { tags, summary: 'Confirm an e-mail address', body: Token, response: { 200: AccountView } } },
    async (request) => accountView(await verifyEmail(request.ctx, request.body), false),
  )
  app.post<{ Body: Static<typeof Address> }>(
    '/accounts/resend-verification',
    {
      config: { rateLimit },
      schema: { tags, summary: 'Ask for a new confirmation mail', body: Address, response: { 202: Nothing } },
    },
    async (request, reply) => {
      await resendVerification(request.ctx, request.body)
      return reply.code(202).send({})
    },
  )
  app.patch<{ Body: Static<typeof Names> }>(
    '/account',
    { schema: { tags, summary: 'Change your full name', body: Names, response: { 200: AccountView } } },
    async (request) => accountView(await updateAccount(request.ctx, request.body), true),
  )
  app.post<{ Body: Static<typeof NewPassword> }>(
    '/account/password',
    {
      config: { rateLimit },
      schema: { tags, summary: 'Change your password', body: NewPassword, response: { 204: Type.Null() } },
    },
    async (request, reply) => {
      await changePassword(request.ctx, { ...request.body, address: request.ip })
      return reply.code(204).send()
    },
  )
  app.post<{ Body: Static<typeof Address> }>(
    '/password-resets',
    {
      config: { rateLimit },
      schema: { tags, summary: 'Ask for a link to set a new password', body: Address, response: { 202: Nothing } },
    },
    async (request, reply) => {
      await requestPasswordReset(request.ctx, request.body)
      return reply.code(202).send({})
    },
  )
  app.post<{ Body: Static<typeof Reset> }>(
    '/password-resets/confirm',
    {
      config: { rateLimit },
      schema: { tags, summary: 'Set a new password by the link', body: Reset, response: { 204: Type.Null() } },
    },
    async (request, reply) => {
      await resetPassword(request.ctx, request.body)
      return reply.code(204).send()
    },
  )
  accessTokenRoutes(app)
}

function accessTokenRoutes(app: FastifyInstance): void {
  app.get(
    '/access-tokens',
    {
      schema: {
        tags,
        summary: 'List your access tokens',
        response: { 200: Type.Object({ items: Type.Array(AccessTokenView) }) },
      },
    },
    async (request) => ({ items: (await listAccessTokens(request.ctx)).map(accessTokenView) }),
  )
  app.post<{ Body: Static<typeof NewToken> }>(
    '/access-tokens',
    {
      schema: {
        tags,
        summary: 'Make an access token; the secret is shown once',
        body: NewToken,
        response: { 201: Type.Object({ token: AccessTokenView, secret: Type.String() }) },
      },
    },
    async (request, reply) => {
      const { name, scopes, expiresAt, limitedTo } = request.body
      const { token, secret } = await createAccessToken(request.ctx, {
        name,
        scopes,
        expiresAt: expiresAt ? new Date(expiresAt) : null,
        limitedTo: limitedTo ?? null,
      })
      return reply.code(201).send({ token: accessTokenView(token), secret })
    },
  )
  app.delete<{ Params: Static<typeof ById> }>(
    '/access-tokens/:id',
    { schema: { tags, summary: 'Revoke an access token', params: ById, response: { 204: Type.Null() } } },
    async (request, reply) => {
      await revokeAccessToken(request.ctx, { id: request.params.id as Id<'access_token'> })
      return reply.code(204).send()
    },
  )
}
