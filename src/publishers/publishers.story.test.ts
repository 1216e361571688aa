import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type PeopleBench, peopleBench } from '../../test/support/people-bench.ts'
import { createOrganization } from '../accounts/create-organization.ts'
import { projectRoot } from '../app/version.ts'
import type { Actor } from '../platform/actor.ts'
import { minutes } from '../platform/clock.ts'
import type { Context } from '../platform/context.ts'
import { acceptAgreement } from './accept-agreement.ts'
import { currentAgreement } from './agreement/agreement.ts'
import { applyAsPublisher } from './apply-as-publisher.ts'
import { authorizePublisher } from './authorize-publisher.ts'
import { listPublisherMembers, putPublisherMember, removePublisherMember } from './change-members.ts'
import { acceptApplication, rejectApplication } from './decide-application.ts'
import type { Publisher } from './domain/publisher.ts'
import { findPublisherByNamespace, publisherRoleOf, requireMaySubmit } from './find-publishers.ts'
import { readLogo } from './read-logo.ts'
import { setCapabilities } from './set-capabilities.ts'
import { listApplications, listMyPublishers, showPublicPublisher, showPublisher } from './show-publisher.ts'
import { updateProfile } from './update-profile.ts'
import { uploadLogo } from './upload-logo.ts'

let bench: PeopleBench
let pia: Context
let mora: Context
let heron: Context
let logo: Buffer
beforeAll(async () => {
  bench = await peopleBench()
  logo = await readFile(join(projectRoot, 'demo', 'art', 'saltworks-logo.png'))
})
beforeEach(async () => {
  await bench.reset()
  pia = await bench.person('pia')
  mora = await bench.person('mora', 'moderator')
  heron = await bench.person('heron')
  await createOrganization(pia, { name: 'acme', fullName: 'Acme Ltd' })
})
afterAll(() => bench.close())

const application = { account: 'acme', companyName: 'Acme Ltd', website: 'https://acme.example', message: 'Let us in.' }
const profile = {
  legalName: 'Acme Ltd',
  website: 'https://acme.example',
  phone: '+44 20 7946 0018',
  email: 'store@acme.example',
  shortDescription: 'Makers of useful things.',
  story: '# Acme\n\n<script>alert(1)</script>',
}
const { version, hash } = currentAgreement
const idOf = ({ actor }: Context) => (actor as Extract<Actor, { kind: 'user' }>).accountId

async function accepted(): Promise<Publisher> {
  const { id: publisherId } = await applyAsPublisher(pia, application)
  return acceptApplication(mora, { publisherId })
}

async function active(): Promise<Publisher> {
  const { id: publisherId } = await accepted()
  await acceptAgreement(pia, { publisherId, version, hash })
  await uploadLogo(pia, { publisherId, content: logo })
  return updateProfile(pia, { publisherId, profile })
}

describe('a company', () => {
  test('applies, is accepted, signs, completes its profile, and may submit', async () => {
    const { id: publisherId } = await applyAsPublisher(pia, application)
    const state = async () => (await showPublisher(pia, { id: publisherId })).publisher.state
    expect(await state()).toBe('applied')
    await acceptApplication(mora, { publisherId })
    await acceptAgreement(pia, { publisherId, version, hash })
    expect(await state()).toBe('agreement_signed')
    await uploadLogo(pia, { publisherId, content: logo })
    const publisher = await updateProfile(pia, { publisherId, profile })

    expect(publisher).toMatchObject({ state: 'active', slug: 'acme' })
    expect(() => requireMaySubmit(publisher)).not.toThrow()
    expect(bench.events.map(({ type }) => type)).toEqual([
      'publisher.applied',
      'publisher.accepted',
      'publisher.activated',
    ])
    const { agreement } = await showPublisher(pia, { id: publisherId })
    expect(agreement).toMatchObject({ version, hash, acceptedByName: 'pia', acceptedAt: bench.clock.now() })
    expect((await showPublicPublisher(bench.stranger, { slug: 'acme' })).storyHtml).not.toContain('<script')
  })

  test('waits in a queue and sees its place', async () => {
    await createOrganization(heron, { name: 'reef', fullName: 'Reef Ltd' })
    await applyAsPublisher(heron, { ...application, account: 'reef' })
    bench.clock.advance(minutes(1))
    const { id } = await applyAsPublisher(pia, application)
    expect((await showPublisher(pia, { id })).queuePosition).toBe(2)
    const queue = await listApplications(mora, { state: 'applied' })
    expect(queue.map(({ publisher, queuePosition }) => [publisher.slug, queuePosition])).toEqual([
      ['reef', 1],
      ['acme', 2],
    ])
  })

  test('that was rejected reads why, and may apply again', async () => {
    const { id: publisherId } = await applyAsPublisher(pia, application)
    await rejectApplication(mora, { publisherId, reason: 'The website is empty.' })
    const [{ publisher } = {}] = await listMyPublishers(pia)
    expect(publisher).toMatchObject({ state: 'rejected', decisionReason: 'The website is empty.' })
    const again = await applyAsPublisher(pia, { ...application, message: 'Now it is full.' })
    expect(again).toMatchObject({ id: publisherId, state: 'applied' })
    expect(again.decisionReason).toBeUndefined()
  })

  test('applies once, however often it clicks', async () => {
    const clicks = await Promise.allSettled([1, 2, 3].map(() => applyAsPublisher(pia, application)))
    expect(clicks.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    expect(bench.told('publisher.applied')).toHaveLength(1)
  })

  test('is decided on once, also by two moderators at the same moment', async () => {
    const { id: publisherId } = await applyAsPublisher(pia, application)
    const decisions = await Promise.allSettled([
      acceptApplication(mora, { publisherId }),
      rejectApplication(mora, { publisherId, reason: 'No.' }),
    ])
    expect(decisions.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    expect(decisions.find((one) => one.status === 'rejected')).toMatchObject({
      reason: { code: 'publishers.not_in_this_state' },
    })
  })

  test('may not submit before it is active, and reads what is missing', async () => {
    const publisher = await accepted()
    expect(() => requireMaySubmit(publisher)).toThrow(/Accept the publisher agreement first/)
    const signed = await acceptAgreement(pia, { publisherId: publisher.id, version, hash })
    expect(() => requireMaySubmit(signed)).toThrow(/Complete the profile first/)
  })

  test('accepts the text that is shown today, not an older one', async () => {
    const { id: publisherId } = await accepted()
    const old = acceptAgreement(pia, { publisherId, version, hash: 'of another text' })
    await expect(old).rejects.toMatchObject({ code: 'publishers.agreement_changed' })
  })

  test('that customers see keeps its profile complete', async () => {
    const { id: publisherId } = await active()
    const emptied = updateProfile(pia, { publisherId, profile: { ...profile, website: 'javascript:alert(1)' } })
    await expect(emptied).rejects.toMatchObject({
      code: 'publishers.profile_incomplete',
      fields: [{ field: 'website' }],
    })
  })
})

describe('the logo', () => {
  test.each([
    ['an SVG', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'), 'platform.unknown_picture'],
    ['more than 2 MiB', Buffer.alloc(2 * 1024 * 1024 + 1), 'publishers.logo_too_large'],
  ])('is not %s', async (_what, content, code) => {
    const { id: publisherId } = await accepted()
    await expect(uploadLogo(pia, { publisherId, content })).rejects.toMatchObject({ code })
  })

  test('is square and large enough', async () => {
    const { id: publisherId } = await accepted()
    const wide = await readFile(join(projectRoot, 'demo', 'art', 'keel-screenshot.png'))
    await expect(uploadLogo(pia, { publisherId, content: wide })).rejects.toMatchObject({
      code: 'publishers.logo_too_small',
    })
  })

  test('is public when the publisher is, and not before', async () => {
    const { id: publisherId } = await accepted()
    await uploadLogo(pia, { publisherId, content: logo })
    await expect(readLogo(heron, { slug: 'acme' })).rejects.toMatchObject({ code: 'publishers.not_found' })
    for (const insider of [pia, mora]) expect((await readLogo(insider, { slug: 'acme' })).type).toBe('image/png')
    await acceptAgreement(pia, { publisherId, version, hash })
    await updateProfile(pia, { publisherId, profile })
    expect((await readLogo(bench.stranger, { slug: 'acme' })).type).toBe('image/png')
  })
})

describe('who may do what', () => {
  test('strangers learn nothing, members act by role, review staff look', async () => {
    const { id } = await active()
    const vera = await bench.person('vera')
    const eddy = await bench.person('eddy')
    await putPublisherMember(pia, { publisherId: id, username: 'vera', role: 'viewer' })
    await putPublisherMember(pia, { publisherId: id, username: 'eddy', role: 'editor' })
    const may = async (who: Context) =>
      Promise.all(
        (['viewer', 'editor', 'owner'] as const).map((needed) =>
          authorizePublisher(who, id, needed).then(
            () => 'yes',
            ({ code }) => code,
          ),
        ),
      )
    const [no, low, who] = ['publishers.not_found', 'publishers.role_too_low', 'accounts.sign_in_first']
    expect(await may(bench.stranger)).toEqual([who, who, who])
    expect(await may(heron)).toEqual([no, no, no])
    expect(await may(vera)).toEqual(['yes', low, low])
    expect(await may(eddy)).toEqual(['yes', 'yes', low])
    expect(await may(pia)).toEqual(['yes', 'yes', 'yes'])
    expect(await may(mora)).toEqual(['yes', no, no])
    expect(await publisherRoleOf(bench.system, idOf(heron), id)).toBeUndefined()
  })

  test('only review staff decide and give capabilities, and those only to active publishers', async () => {
    const { id: publisherId } = await accepted()
    const capabilities = { byolUngated: true, byolGated: false }
    await expect(acceptApplication(pia, { publisherId })).rejects.toMatchObject({ code: 'accounts.not_permitted' })
    await expect(setCapabilities(pia, { publisherId, capabilities })).rejects.toMatchObject({
      code: 'accounts.not_permitted',
    })
    await expect(setCapabilities(mora, { publisherId, capabilities })).rejects.toMatchObject({
      code: 'publishers.not_in_this_state',
    })
  })

  test('only owners of an organization apply for it', async () => {
    await expect(applyAsPublisher(heron, application)).rejects.toMatchObject({ code: 'accounts.not_owner' })
    expect(await findPublisherByNamespace(bench.system, 'acme')).toBeUndefined()
  })

  test('a publisher keeps an owner; members may leave by themselves', async () => {
    const { id: publisherId } = await active()
    await putPublisherMember(pia, { publisherId, username: 'heron', role: 'viewer' })
    await expect(putPublisherMember(heron, { publisherId, username: 'mora', role: 'viewer' })).rejects.toMatchObject({
      code: 'publishers.role_too_low',
    })
    await removePublisherMember(heron, { publisherId, username: 'heron' })
    await expect(removePublisherMember(pia, { publisherId, username: 'pia' })).rejects.toMatchObject({
      code: 'publishers.last_owner',
    })
    expect(await listPublisherMembers(pia, { publisherId })).toEqual([{ name: 'pia', fullName: 'pia', role: 'owner' }])
  })

  test('every step is in the trail', async () => {
    await active()
    expect((await bench.actions()).filter((action) => action.startsWith('publishers.')).sort()).toEqual([
      'publishers.activated',
      'publishers.agreement_accepted',
      'publishers.application_accepted',
      'publishers.applied',
      'publishers.logo_uploaded',
      'publishers.profile_updated',
    ])
  })
})
