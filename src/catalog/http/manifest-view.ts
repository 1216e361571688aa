import { type Static, Type } from 'typebox'
import type { Manifest, ManifestInput } from '../domain/manifest.ts'

const text = (maxLength: number) => Type.String({ maxLength })

const contentTypes = Type.Enum(['', 'image', 'plugin', 'service', 'composition', 'edition'])
const runsOn = Type.Enum(['', 'certified', 'community', 'other'])
const licenseTypes = Type.Enum(['', 'free', 'open_source', 'commercial'])

const Price = Type.Object(
  { amount: text(20), currency: text(3), period: Type.Enum(['month', 'year']) },
  { additionalProperties: false },
)
const Source = Type.Object(
  { repository: text(255), tags: Type.Array(text(128), { maxItems: 50 }) },
  { additionalProperties: false },
)
const Licence = Type.Object(
  {
    kind: Type.Enum(['link', 'text']),
    url: Type.Optional(text(2000)),
    text: Type.Optional(text(200_000)),
  },
  { additionalProperties: false },
)
const planFields = {
  id: Type.String({ format: 'uuid' }),
  name: text(200),
  description: text(2000),
  isDefault: Type.Boolean(),
  access: Type.Enum(['all', 'logged_in', 'subscribed', 'byol']),
  prices: Type.Array(Price, { maxItems: 40 }),
  trialDays: Type.Integer({ minimum: 0, maximum: 3650 }),
  repositories: Type.Array(Source, { maxItems: 50 }),
  licence: Licence,
  instructions: text(50_000),
}
const Plan = Type.Object({ ...planFields, byolUrl: Type.Optional(text(2000)) })
const Support = Type.Object(
  { email: text(320), site: text(2000), hours: text(500), responseTimes: text(500), text: text(20_000) },
  { additionalProperties: false },
)
const fields = {
  name: text(200),
  iconId: text(36),
  shortDescription: text(1000),
  categories: Type.Array(text(60), { maxItems: 20 }),
  tags: Type.Array(text(100), { maxItems: 50 }),
  longDescription: text(50_000),
  screenshotIds: Type.Array(text(36), { maxItems: 20 }),
  websiteLink: text(2000),
  supportLink: text(2000),
  documentationLink: text(2000),
  contentType: contentTypes,
  runsOn,
  licenseType: licenseTypes,
  version: text(200),
  releaseNotes: text(50_000),
}

/** What a publisher says about a product; in a draft, texts may be empty. */
export const ManifestView = Type.Object({ ...fields, support: Support, plans: Type.Array(Plan) })
export type ManifestView = Static<typeof ManifestView>

/** A change of a draft: every field may be left out and then stays as it is. Limits here only keep out nonsense. */
export const DraftBody = Type.Partial(
  Type.Object({
    ...fields,
    support: Type.Partial(Support, { additionalProperties: false }),
    plans: Type.Array(
      Type.Partial(Type.Object({ ...planFields, id: text(36), byolUrl: text(2000) }), { additionalProperties: false }),
      { maxItems: 50 },
    ),
  }),
  { additionalProperties: false },
)
export type DraftBody = Static<typeof DraftBody>

/** The validated body as the use case takes it. */
export function manifestInput(body: DraftBody): ManifestInput {
  return body as ManifestInput
}

export function manifestView(manifest: Manifest): ManifestView {
  return manifest as unknown as ManifestView
}
