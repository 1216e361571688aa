import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { debianBase } from '../../src/app/demo/demo-images.ts'
import { type BuiltImage, buildImage } from '../../src/app/demo/image.ts'
import type { Person } from '../../src/app/demo/people.ts'
import { projectRoot } from '../../src/app/version.ts'

const art = (name: string) => readFile(join(projectRoot, 'demo', 'art', `${name}.png`))

/** A small image with a package database that has known vulnerabilities; name and version make it unlike others. */
export function smallImage(name: string, version: string): Promise<BuiltImage> {
  return buildImage({
    layers: [
      debianBase('aged'),
      { createdBy: 'COPY . /app', files: [{ path: 'app/about.txt', content: `${name} ${version}\n` }] },
    ],
    command: ['/app/run'],
  })
}

/** A company on its way into the programme, with the person who acts for it. */
export class TestPublisher {
  readonly person: Person
  readonly slug: string
  readonly id: string

  constructor(person: Person, slug: string, id: string) {
    this.person = person
    this.slug = slug
    this.id = id
  }

  view(): Promise<{ state: string }> {
    return this.person.client.get(`/publishers/${this.id}`)
  }

  async signsAgreement(): Promise<void> {
    const { version, hash } = await this.person.client.get<{ version: string; hash: string }>('/publisher-agreement')
    await this.person.client.post(`/publishers/${this.id}/agreement`, { version, hash })
  }

  async completesProfile(): Promise<void> {
    await this.person.client.upload('PUT', `/publishers/${this.id}/logo`, 'image/png', await art('saltworks-logo'))
    await this.person.client.put(`/publishers/${this.id}/profile`, {
      legalName: `${this.slug} Ltd`,
      website: `https://${this.slug}.example`,
      phone: '+44 20 7946 0018',
      email: `store@${this.slug}.example`,
      shortDescription: 'Makers of useful things.',
      story: 'Founded to make useful things.',
    })
  }
}

/** A complete manifest with a free plan "Community" and a paid plan "Pro", each on its own repository. */
export async function productManifest(
  person: Person,
  productId: string,
  namespace: string,
  name = 'widget',
): Promise<object> {
  const upload = async (kind: 'icon' | 'screenshot') => {
    const bytes = await art(`keel-${kind}`)
    const media = await person.client.upload<{ id: string }>(
      'POST',
      `/products/${productId}/media?kind=${kind}`,
      'image/png',
      bytes,
    )
    return media.id
  }
  const plan = (title: string, repository: string, prices: object[]) => ({
    id: randomUUID(),
    name: title,
    description: `${title} plan`,
    isDefault: prices.length === 0,
    access: 'subscribed',
    prices,
    trialDays: 0,
    repositories: [{ repository: `${namespace}/${repository}`, tags: ['1.0.0'] }],
    licence: { kind: 'text', text: 'Use it well.' },
    instructions: `Run \`${repository}\`.`,
  })
  return {
    name: `${name[0]?.toUpperCase()}${name.slice(1)}`,
    iconId: await upload('icon'),
    shortDescription: 'A widget.',
    categories: ['devops-tools'],
    tags: ['widget'],
    longDescription: '# Widget\n\nIt turns.',
    screenshotIds: [await upload('screenshot')],
    websiteLink: `https://${namespace}.example`,
    supportLink: `https://${namespace}.example/support`,
    documentationLink: `https://${namespace}.example/docs`,
    contentType: 'image',
    runsOn: 'certified',
    licenseType: 'commercial',
    version: '1.0.0',
    support: {
      email: `help@${namespace}.example`,
      site: `https://${namespace}.example/support`,
      hours: '9 to 5 UTC',
      responseTimes: '8 working hours',
      text: 'Ask us.',
    },
    releaseNotes: 'First version.',
    plans: [
      plan('Community', name, []),
      plan('Pro', `${name}-pro`, [{ amount: '4900', currency: 'EUR', period: 'month' }]),
    ],
  }
}
