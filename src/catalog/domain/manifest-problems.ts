import type { FieldProblem } from '../../platform/errors.ts'
import { atMost, required, webAddress, when } from './field-problems.ts'
import type { Media } from './listing.ts'
import { isPaid, type Manifest } from './manifest.ts'
import { planProblems, plansProblems } from './plan-problems.ts'

/** What the manifest is checked against besides itself. Leave out what is not known; those rules are then not checked. */
export interface ManifestFacts {
  /** Slugs that exist. */
  readonly categories?: readonly string[]
  /** What was uploaded for the product. */
  readonly media?: readonly Media[]
  /** First part of the names of the publisher's own repositories. */
  readonly namespace?: string
  /** Ids of plans that other products have published. */
  readonly foreignPlans?: readonly string[]
}

const longestShortDescription = 140
const mostTags = 20
const longestTag = 40

/** Everything that keeps a manifest from being submitted (STO-041…057, STO-060…064), each with the field and a way out. */
export function problemsOf(manifest: Manifest, facts: ManifestFacts = {}): FieldProblem[] {
  return [
    ...textProblems(manifest),
    ...declarationProblems(manifest),
    ...discoveryProblems(manifest, facts),
    ...linkProblems(manifest),
    ...supportProblems(manifest),
    ...mediaProblems(manifest, facts),
    ...plansProblems(manifest.plans),
    ...manifest.plans.flatMap((plan, index) => planProblems(plan, `plans.${index}`, facts)),
  ]
}

function textProblems({ name, shortDescription, longDescription }: Manifest): FieldProblem[] {
  const length = [...shortDescription].length
  return [
    ...required('name', name, 'Give the product a name.'),
    ...atMost('name', name, 100),
    ...required('shortDescription', shortDescription, 'Describe the product in one or two sentences.'),
    ...when(length > longestShortDescription, {
      field: 'shortDescription',
      message: `Shorten this by ${length - longestShortDescription} characters: search results show at most ${longestShortDescription}.`,
    }),
    ...required('longDescription', longDescription, 'Write what the product does and why one wants it (Markdown).'),
  ]
}

function declarationProblems({ contentType, runsOn, licenseType, version }: Manifest): FieldProblem[] {
  return [
    ...required(
      'contentType',
      contentType,
      'Choose what the product is: image, plugin, service, composition or edition.',
    ),
    ...required('runsOn', runsOn, 'Say where the product runs: on certified infrastructure or on a community engine.'),
    ...when(runsOn === 'other', {
      field: 'runsOn',
      message: 'Content that needs another environment cannot be listed. Choose certified or community.',
    }),
    ...required('licenseType', licenseType, 'Choose the kind of licence: free, open source or commercial.'),
    ...required('version', version, 'Name the version that customers get, such as 1.0.0.'),
    ...atMost('version', version, 100),
  ]
}

function discoveryProblems({ categories, tags }: Manifest, facts: ManifestFacts): FieldProblem[] {
  const known = facts.categories
  return [
    ...when(categories.length === 0, { field: 'categories', message: 'Choose at least one category.' }),
    ...categories.flatMap((slug, index) =>
      when(known !== undefined && !known.includes(slug), {
        field: `categories.${index}`,
        message: `There is no category "${slug}". Choose one from the list.`,
      }),
    ),
    ...when(tags.length > mostTags, { field: 'tags', message: `Keep the ${mostTags} most telling search tags.` }),
    ...tags.flatMap((tag, index) =>
      when(tag.trim() === '' || [...tag].length > longestTag, {
        field: `tags.${index}`,
        message: `A search tag has 1 to ${longestTag} characters.`,
      }),
    ),
  ]
}

function linkProblems({ websiteLink, supportLink, documentationLink }: Manifest): FieldProblem[] {
  return [
    ...required('supportLink', supportLink, 'Give the address where customers find support.'),
    ...webAddress('supportLink', supportLink),
    ...webAddress('websiteLink', websiteLink),
    ...webAddress('documentationLink', documentationLink),
  ]
}

/** Support is promised by what runs on certified infrastructure and by what costs money (STO-021, STO-055, STO-056). */
function supportProblems({ support, runsOn, plans }: Manifest): FieldProblem[] {
  const checked = [
    ...when(support.email !== '' && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(support.email), {
      field: 'support.email',
      message: 'This is not an e-mail address. Write it like help@example.com.',
    }),
    ...webAddress('support.site', support.site),
  ]
  const why = plans.some(isPaid) ? 'a paid plan' : runsOn === 'certified' ? 'running on certified infrastructure' : ''
  if (!why) return checked
  return [
    ...checked,
    ...required('support.email', support.email, `Give the e-mail address of your support: ${why} promises it.`),
    ...required('support.site', support.site, `Give the address of your support site: ${why} promises support.`),
    ...required('support.hours', support.hours, `Say when support answers: ${why} needs support hours.`),
    ...required(
      'support.responseTimes',
      support.responseTimes,
      `Say how fast support answers: ${why} needs response times.`,
    ),
  ]
}

function mediaProblems({ iconId, screenshotIds }: Manifest, { media }: ManifestFacts): FieldProblem[] {
  const missing = (id: string, kind: Media['kind']) =>
    media !== undefined && !media.some((item) => item.id === id && item.kind === kind)
  return [
    ...required('iconId', iconId, 'Upload an icon: square, at least 512 × 512 pixels.'),
    ...when(iconId !== '' && missing(iconId, 'icon'), {
      field: 'iconId',
      message: 'This icon was not uploaded for this product. Upload it again.',
    }),
    ...when(screenshotIds.length === 0, {
      field: 'screenshotIds',
      message: 'Upload at least one screenshot, 1920 × 1200 pixels or larger.',
    }),
    ...screenshotIds.flatMap((id, index) =>
      when(missing(id, 'screenshot'), {
        field: `screenshotIds.${index}`,
        message: 'This screenshot was not uploaded for this product. Upload it again.',
      }),
    ),
  ]
}
