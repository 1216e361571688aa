import { type Static, Type } from 'typebox'
import type { AccessToken } from '../domain/access-token.ts'
import type { Account } from '../domain/account.ts'
import type { OrganizationRole } from '../domain/membership.ts'
import type { Session } from '../domain/session.ts'

const Moment = Type.String({ format: 'date-time' })
const OptionalMoment = Type.Union([Moment, Type.Null()])

export const RoleName = Type.Enum(['moderator', 'security', 'certifier', 'finance', 'support', 'operator'])
export const ScopeName = Type.Enum(['pull', 'push', 'read', 'write'])
export const OrganizationRoleName = Type.Enum(['owner', 'member'])

export const AccountView = Type.Object({
  id: Type.String(),
  kind: Type.Enum(['user', 'organization']),
  name: Type.String(),
  fullName: Type.String(),
  email: Type.Optional(Type.String()),
  emailVerified: Type.Boolean(),
  createdAt: Moment,
})
export type AccountView = Static<typeof AccountView>

export const OrganizationRefView = Type.Object({
  id: Type.String(),
  name: Type.String(),
  fullName: Type.String(),
  role: OrganizationRoleName,
})

export const MeView = Type.Object({
  account: Type.Union([AccountView, Type.Null()]),
  roles: Type.Array(RoleName),
  organizations: Type.Array(OrganizationRefView),
})
export type MeView = Static<typeof MeView>

export const SessionView = Type.Object({
  id: Type.String(),
  createdAt: Moment,
  lastSeenAt: Moment,
  address: Type.String(),
  client: Type.String(),
  current: Type.Boolean(),
})
export type SessionView = Static<typeof SessionView>

export const AccessTokenView = Type.Object({
  id: Type.String(),
  name: Type.String(),
  scopes: Type.Array(ScopeName),
  limitedTo: Type.Union([Type.Array(Type.String(), { description: 'Ids of products and plans.' }), Type.Null()]),
  createdAt: Moment,
  expiresAt: OptionalMoment,
  lastUsedAt: OptionalMoment,
  lastUsedFrom: Type.Union([
    Type.Object({ address: Type.String(), client: Type.Optional(Type.String()) }),
    Type.Null({ description: 'Not used yet.' }),
  ]),
})
export type AccessTokenView = Static<typeof AccessTokenView>

export const OrganizationView = Type.Object({
  organization: AccountView,
  members: Type.Array(Type.Object({ name: Type.String(), fullName: Type.String(), role: OrganizationRoleName })),
})
export type OrganizationView = Static<typeof OrganizationView>

export const StaffView = Type.Object({ name: Type.String(), fullName: Type.String(), roles: Type.Array(RoleName) })
export type StaffView = Static<typeof StaffView>

/** The account itself sees its address; others see the rest. */
export function accountView(account: Account, own: boolean): AccountView {
  return {
    id: account.id,
    kind: account.kind,
    name: account.name,
    fullName: account.fullName,
    ...(own && account.email !== undefined && { email: account.email }),
    emailVerified: account.emailVerified,
    createdAt: account.createdAt.toISOString(),
  }
}

export function sessionView(session: Session & { readonly current: boolean }): SessionView {
  return {
    id: session.id,
    createdAt: session.createdAt.toISOString(),
    lastSeenAt: session.lastSeenAt.toISOString(),
    address: session.address,
    client: session.client,
    current: session.current,
  }
}

export function accessTokenView(token: AccessToken): AccessTokenView {
  return {
    id: token.id,
    name: token.name,
    scopes: [...token.scopes],
    limitedTo: token.limitedTo && [...token.limitedTo],
    createdAt: token.createdAt.toISOString(),
    expiresAt: token.expiresAt?.toISOString() ?? null,
    lastUsedAt: token.lastUsedAt?.toISOString() ?? null,
    lastUsedFrom: token.lastUsedFrom && { ...token.lastUsedFrom },
  }
}

export function organizationRefView({ account, role }: { account: Account; role: OrganizationRole }) {
  return { id: account.id, name: account.name, fullName: account.fullName, role }
}
