import type { FastifyInstance } from 'fastify'
import { type Static, Type } from 'typebox'
import { addMember, removeMember } from '../change-member.ts'
import { createOrganization } from '../create-organization.ts'
import { grantRoles, listStaff } from '../grant-roles.ts'
import { listOrganizations } from '../list-organizations.ts'
import { showOrganization } from '../show-organization.ts'
import {
  AccountView,
  accountView,
  OrganizationRefView,
  OrganizationRoleName,
  OrganizationView,
  organizationRefView,
  RoleName,
  StaffView,
} from './views.ts'

const tags = ['accounts']
const closed = { additionalProperties: false }
const Name = Type.String({ minLength: 1, maxLength: 100 })
const NewOrganization = Type.Object({ name: Name, fullName: Name }, closed)
const ByName = Type.Object({ name: Name })
const ByMember = Type.Object({ name: Name, username: Name })
const MemberRole = Type.Object({ role: OrganizationRoleName }, closed)
const ByUser = Type.Object({ username: Name })
const Roles = Type.Object({ roles: Type.Array(RoleName, { maxItems: 6 }) }, closed)

export function organizationRoutes(app: FastifyInstance): void {
  app.get(
    '/organizations',
    {
      schema: {
        tags,
        summary: 'List your organizations',
        response: { 200: Type.Object({ items: Type.Array(OrganizationRefView) }) },
      },
    },
    async (request) => ({ items: (await listOrganizations(request.ctx)).map(organizationRefView) }),
  )
  app.post<{ Body: Static<typeof NewOrganization> }>(
    '/organizations',
    { schema: { tags, summary: 'Open an organization', body: NewOrganization, response: { 201: AccountView } } },
    async (request, reply) =>
      reply.code(201).send(accountView(await createOrganization(request.ctx, request.body), false)),
  )
  app.get<{ Params: Static<typeof ByName> }>(
    '/organizations/:name',
    {
      schema: {
        tags,
        summary: 'Show an organization that you belong to',
        params: ByName,
        response: { 200: OrganizationView },
      },
    },
    async (request) => {
      const { organization, members } = await showOrganization(request.ctx, request.params)
      return {
        organization: accountView(organization, false),
        members: members.map(({ account, role }) => ({ name: account.name, fullName: account.fullName, role })),
      }
    },
  )
  app.put<{ Params: Static<typeof ByMember>; Body: Static<typeof MemberRole> }>(
    '/organizations/:name/members/:username',
    {
      schema: {
        tags,
        summary: "Add a member or change a member's role",
        params: ByMember,
        body: MemberRole,
        response: { 204: Type.Null() },
      },
    },
    async (request, reply) => {
      const { name: organization, username } = request.params
      await addMember(request.ctx, { organization, username, role: request.body.role })
      return reply.code(204).send()
    },
  )
  app.delete<{ Params: Static<typeof ByMember> }>(
    '/organizations/:name/members/:username',
    { schema: { tags, summary: 'Remove a member, or leave', params: ByMember, response: { 204: Type.Null() } } },
    async (request, reply) => {
      const { name: organization, username } = request.params
      await removeMember(request.ctx, { organization, username })
      return reply.code(204).send()
    },
  )
  staffRoutes(app)
}

function staffRoutes(app: FastifyInstance): void {
  const view = ({ account, roles }: Awaited<ReturnType<typeof grantRoles>>): StaffView => ({
    name: account.name,
    fullName: account.fullName,
    roles: [...roles],
  })
  app.get(
    '/staff',
    {
      schema: {
        tags,
        summary: 'List staff and their roles (operators)',
        response: { 200: Type.Object({ items: Type.Array(StaffView) }) },
      },
    },
    async (request) => ({ items: (await listStaff(request.ctx)).map(view) }),
  )
  app.put<{ Params: Static<typeof ByUser>; Body: Static<typeof Roles> }>(
    '/staff/:username',
    {
      schema: {
        tags,
        summary: "Set a person's staff roles (operators)",
        params: ByUser,
        body: Roles,
        response: { 200: StaffView },
      },
    },
    async (request) => view(await grantRoles(request.ctx, { ...request.params, roles: request.body.roles })),
  )
}
