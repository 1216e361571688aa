import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { type Static, Type } from 'typebox'
import type { Id } from '../../platform/ids.ts'
import { sessionCookieName } from '../authenticate-session.ts'
import { listSessions } from '../list-sessions.ts'
import { revokeSession } from '../revoke-session.ts'
import { setUpFirstOperator } from '../set-up-first-operator.ts'
import { type ShownSession, showSession } from '../show-session.ts'
import { type SignedIn, signIn } from '../sign-in.ts'
import { signOut } from '../sign-out.ts'
import { accountView, MeView, organizationRefView, SessionView, sessionView } from './views.ts'

const tags = ['accounts']
const closed = { additionalProperties: false }
const SignIn = Type.Object(
  { username: Type.String({ minLength: 1, maxLength: 254 }), password: Type.String({ maxLength: 1000 }) },
  closed,
)
const SetUp = Type.Object(
  {
    token: Type.String({ maxLength: 200 }),
    username: Type.String({ maxLength: 100 }),
    email: Type.String({ maxLength: 254 }),
    password: Type.String({ maxLength: 1000 }),
  },
  closed,
)
const ById = Type.Object({ id: Type.String({ format: 'uuid' }) })

export function sessionRoutes(app: FastifyInstance): void {
  app.post<{ Body: Static<typeof SignIn> }>(
    '/session',
    { schema: { tags, summary: 'Sign in', body: SignIn, response: { 200: MeView } } },
    async (request, reply) => {
      const signedIn = await signIn(request.ctx, { ...request.body, ...originOf(request) })
      return welcome(request, reply, signedIn)
    },
  )
  app.get('/session', { schema: { tags, summary: 'Show who you are', response: { 200: MeView } } }, async (request) =>
    meView(await showSession(request.ctx)),
  )
  app.delete(
    '/session',
    { schema: { tags, summary: 'Sign out', response: { 204: Type.Null() } } },
    async (request, reply) => {
      await signOut(request.ctx)
      const { publicUrl } = request.ctx.settings
      return reply.clearCookie(sessionCookieName(publicUrl), cookieOptions(publicUrl)).code(204).send()
    },
  )
  app.get(
    '/sessions',
    {
      schema: {
        tags,
        summary: 'List your open sessions',
        response: { 200: Type.Object({ items: Type.Array(SessionView) }) },
      },
    },
    async (request) => ({ items: (await listSessions(request.ctx)).map(sessionView) }),
  )
  app.delete<{ Params: Static<typeof ById> }>(
    '/sessions/:id',
    { schema: { tags, summary: 'End a session', params: ById, response: { 204: Type.Null() } } },
    async (request, reply) => {
      await revokeSession(request.ctx, { id: request.params.id as Id<'session'> })
      return reply.code(204).send()
    },
  )
  app.post<{ Body: Static<typeof SetUp> }>(
    '/setup',
    {
      schema: { tags, summary: 'Become the first operator, by the setup link', body: SetUp, response: { 200: MeView } },
    },
    async (request, reply) => {
      const signedIn = await setUpFirstOperator(request.ctx, { ...request.body, ...originOf(request) })
      return welcome(request, reply, signedIn)
    },
  )
}

function originOf(request: FastifyRequest) {
  return { address: request.ip, client: request.headers['user-agent'] ?? 'unknown' }
}

async function welcome(request: FastifyRequest, reply: FastifyReply, signedIn: SignedIn): Promise<MeView> {
  const { publicUrl } = request.ctx.settings
  reply.setCookie(sessionCookieName(publicUrl), signedIn.token, {
    ...cookieOptions(publicUrl),
    // A duration, not a date: the clock of the browser may differ from ours.
    maxAge: Math.floor((signedIn.expiresAt.getTime() - request.ctx.clock.now().getTime()) / 1000),
  })
  const shown = await showSession(request.ctx, signedIn.account.id)
  return meView({ ...shown, roles: signedIn.roles })
}

function cookieOptions(publicUrl: string) {
  return { httpOnly: true, secure: publicUrl.startsWith('https:'), sameSite: 'lax' as const, path: '/' }
}

function meView(shown: ShownSession): MeView {
  return {
    account: shown.account ? accountView(shown.account, true) : null,
    roles: [...shown.roles],
    organizations: shown.organizations.map(organizationRefView),
  }
}
