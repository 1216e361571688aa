import { type Static, Type } from 'typebox'
import type { Agreement } from '../agreement/agreement.ts'
import { type Publisher, profileProblems } from '../domain/publisher.ts'
import { logoUrlOf } from '../find-publishers.ts'
import type { ShownPublisher } from '../show-publisher.ts'

const Moment = Type.String({ format: 'date-time' })
export const RoleName = Type.Enum(['viewer', 'editor', 'owner'])
export const StateName = Type.Enum(['applied', 'rejected', 'accepted', 'agreement_signed', 'active', 'under_review'])

export const Profile = Type.Object({
  legalName: Type.String({ maxLength: 200 }),
  website: Type.String({ maxLength: 300 }),
  phone: Type.String({ maxLength: 40 }),
  email: Type.String({ maxLength: 254 }),
  shortDescription: Type.String({ maxLength: 300 }),
  story: Type.String({ maxLength: 20_000 }),
})

export const PublisherView = Type.Object({
  id: Type.String(),
  slug: Type.String(),
  state: StateName,
  companyName: Type.String(),
  website: Type.String(),
  message: Type.String(),
  appliedAt: Moment,
  decidedAt: Type.Optional(Moment),
  decisionReason: Type.Optional(Type.String()),
  queuePosition: Type.Optional(Type.Integer()),
  agreement: Type.Optional(Type.Object({ version: Type.String(), acceptedAt: Moment, acceptedBy: Type.String() })),
  profile: Type.Intersect([Profile, Type.Object({ logoUrl: Type.Union([Type.String(), Type.Null()]) })]),
  profileProblems: Type.Array(Type.Object({ field: Type.String(), message: Type.String() })),
  capabilities: Type.Object({ byolUngated: Type.Boolean(), byolGated: Type.Boolean() }),
  myRole: Type.Optional(RoleName),
})
export type PublisherView = Static<typeof PublisherView>

export const PublicPublisherView = Type.Object({
  slug: Type.String(),
  name: Type.String(),
  website: Type.String(),
  shortDescription: Type.String(),
  storyHtml: Type.String(),
  logoUrl: Type.Union([Type.String(), Type.Null()]),
  verified: Type.Boolean(),
})
export type PublicPublisherView = Static<typeof PublicPublisherView>

export const AgreementView = Type.Object({
  version: Type.String(),
  title: Type.String(),
  html: Type.String(),
  hash: Type.String(),
})
export type AgreementView = Static<typeof AgreementView>

export const MemberView = Type.Object({ name: Type.String(), fullName: Type.String(), role: RoleName })
export type MemberView = Static<typeof MemberView>

/** The publisher as members and staff see it. */
export function publisherView({ publisher, agreement, queuePosition, role }: ShownPublisher): PublisherView {
  return {
    id: publisher.id,
    slug: publisher.slug,
    state: publisher.state,
    companyName: publisher.companyName,
    website: publisher.website,
    message: publisher.message,
    appliedAt: publisher.appliedAt.toISOString(),
    ...(publisher.decidedAt && { decidedAt: publisher.decidedAt.toISOString() }),
    ...(publisher.decisionReason !== undefined && { decisionReason: publisher.decisionReason }),
    ...(queuePosition !== undefined && { queuePosition }),
    ...(agreement && {
      agreement: {
        version: agreement.version,
        acceptedAt: agreement.acceptedAt.toISOString(),
        acceptedBy: agreement.acceptedByName,
      },
    }),
    profile: { ...publisher.profile, logoUrl: logoUrlOf(publisher) },
    profileProblems: profileProblems(publisher.profile, publisher.logo !== undefined),
    capabilities: publisher.capabilities,
    ...(role && { myRole: role }),
  }
}

/** The publisher as customers see it (STO-130). */
export function publicPublisherView(publisher: Publisher): PublicPublisherView {
  const { profile } = publisher
  return {
    slug: publisher.slug,
    name: profile.legalName || publisher.companyName,
    website: profile.website,
    shortDescription: profile.shortDescription,
    storyHtml: publisher.storyHtml,
    logoUrl: logoUrlOf(publisher),
    verified: true,
  }
}

export function agreementView({ version, title, html, hash }: Agreement): AgreementView {
  return { version, title, html, hash }
}
