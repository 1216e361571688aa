import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { projectRoot } from '../version.ts'
import { demoImage } from './demo-images.ts'
import type { DemoPlan, DemoProduct, DemoPublisher } from './demo-products.ts'
import type { DemoStaff } from './load-demo.ts'
import type { Person } from './people.ts'

const art = (name: string) => readFile(join(projectRoot, 'demo', 'art', `${name}.png`))

/** A publisher's person at work: becomes a publisher, then brings each product as far as it shall get. */
export class DemoSeller {
  readonly #person: Person
  readonly #publisher: DemoPublisher
  readonly #staff: DemoStaff
  #publisherId = ''

  constructor(person: Person, publisher: DemoPublisher, staff: DemoStaff) {
    this.#person = person
    this.#publisher = publisher
    this.#staff = staff
  }

  /** Application, acceptance, agreement, profile and logo (SM-1). */
  async becomesPublisher(): Promise<void> {
    const { slug, companyName, website, email, summary, story, products } = this.#publisher
    const { client } = this.#person
    await this.#person.createsOrganization(slug, companyName)
    const { id } = await client.post<{ id: string }>('/publishers', {
      account: slug,
      companyName,
      website,
      message: `We would like to offer ${products.map((p) => p.name).join(', ')}.`,
    })
    this.#publisherId = id
    await this.#staff.moderator.client.post(`/publishers/${id}/accept`)
    const { version, hash } = await client.get<{ version: string; hash: string }>('/publisher-agreement')
    await client.post(`/publishers/${id}/agreement`, { version, hash })
    await client.upload('PUT', `/publishers/${id}/logo`, 'image/png', await art(`${slug}-logo`))
    await client.put(`/publishers/${id}/profile`, {
      legalName: `${companyName} Ltd`,
      website,
      phone: '+44 20 7946 0018',
      email,
      shortDescription: summary,
      story,
    })
    if (products.some((product) => product.plans.some((plan) => plan.access === 'byol'))) {
      await this.#staff.moderator.client.put(`/publishers/${id}/capabilities`, { byolUngated: true, byolGated: true })
    }
  }

  /** Brings every product to the end that the demo has for it. */
  async sellsEverything(): Promise<void> {
    for (const product of this.#publisher.products) await this.#sells(product)
  }

  async #sells(product: DemoProduct): Promise<void> {
    const { client } = this.#person
    await this.#pushesImages(product)
    const { id } = await client.post<{ id: string }>(`/publishers/${this.#publisherId}/products`, {
      name: product.name,
    })
    const [icon, screenshot] = await Promise.all(
      (['icon', 'screenshot'] as const).map(async (kind) =>
        client.upload<{ id: string }>(
          'POST',
          `/products/${id}/media?kind=${kind}`,
          'image/png',
          await art(`${product.key}-${kind}`),
        ),
      ),
    )
    await client.put(`/products/${id}/draft`, this.#manifest(product, icon?.id ?? '', screenshot?.id ?? ''))
    const submission = await client.post<{ id: string }>(`/products/${id}/submissions`, { publish: 'manual' })
    if (product.end === 'pending') return
    await this.#scansDone(submission.id)
    await this.#staff.moderator.client.post(`/submissions/${submission.id}/approve`, { note: 'Complete and clear.' })
    await client.post(`/submissions/${submission.id}/publish`)
    if (product.end === 'hold') {
      await this.#staff.security.client.post(`/listings/${id}/hold`, {
        reason: 'Critical vulnerabilities in bundled libraries are past their deadline',
      })
    }
  }

  async #pushesImages(product: DemoProduct): Promise<void> {
    for (const { repository } of product.plans) {
      const image = await demoImage(repository, product.version, product.image)
      await this.#person.pushes(image, `${this.#publisher.slug}/${repository}`, product.version)
    }
  }

  /** Moderators decide on scanned images: waits until the scans are through, at most a minute. */
  async #scansDone(submissionId: string): Promise<void> {
    for (let tries = 0; tries < 600; tries++) {
      const { images } = await this.#staff.moderator.client.get<{ images: { scan: { state: string } }[] }>(
        `/submissions/${submissionId}`,
      )
      if (images.every(({ scan }) => scan.state === 'complete' || scan.state === 'failed')) return
      await wait(100)
    }
    throw new Error(`The scans of submission ${submissionId} did not finish within a minute.`)
  }

  #manifest(product: DemoProduct, iconId: string, screenshotId: string): object {
    const { website, email } = this.#publisher
    return {
      name: product.name,
      iconId,
      shortDescription: product.summary,
      categories: product.categories,
      tags: product.tags,
      longDescription: product.story,
      screenshotIds: [screenshotId],
      websiteLink: website,
      supportLink: `${website}/support`,
      documentationLink: `${website}/docs/${product.key}`,
      contentType: 'image',
      runsOn: 'certified',
      licenseType: product.licenseType,
      version: product.version,
      support: {
        email,
        site: `${website}/support`,
        hours: 'Monday to Friday, 9:00 to 17:00 UTC',
        responseTimes: 'First answer within 8 working hours',
        text: 'Read the troubleshooting guide first; it answers most questions.',
      },
      releaseNotes: `## ${product.version}\n\n- First version in this store`,
      plans: product.plans.map((plan, index) => this.#plan(product, plan, index === 0)),
    }
  }

  #plan(product: DemoProduct, plan: DemoPlan, isDefault: boolean): object {
    const image = `${plan.repository}:${product.version}`
    return {
      id: randomUUID(),
      name: plan.name,
      description: plan.description,
      isDefault,
      access: plan.access,
      prices: plan.prices ?? [],
      trialDays: plan.trialDays ?? 0,
      repositories: [{ repository: `${this.#publisher.slug}/${plan.repository}`, tags: [product.version] }],
      licence: {
        kind: 'text',
        text: `${product.name} may be used by the account that accepts these terms. It comes without warranty beyond what the law requires. Support is given as described on the product page.`,
      },
      instructions: `Pull the image \`${image}\`, then run it:\n\n\`\`\`\ndocker run --rm store/${this.#publisher.slug}/${image}\n\`\`\``,
      ...(plan.byolUrl !== undefined && { byolUrl: plan.byolUrl }),
    }
  }
}
