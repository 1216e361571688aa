/** What the fields of a product are called, the same in the editor, at the desk and in the conversation. */
const productFields: Readonly<Record<string, string>> = {
  name: 'Name',
  iconId: 'Icon',
  shortDescription: 'Short description',
  longDescription: 'Long description',
  categories: 'Categories',
  tags: 'Search tags',
  screenshotIds: 'Screenshots',
  websiteLink: 'Website',
  supportLink: 'Support link',
  documentationLink: 'Documentation link',
  contentType: 'Type of content',
  runsOn: 'Runs on',
  licenseType: 'Licence type',
  support: 'Support',
  plans: 'Plans & pricing',
  version: 'Version',
  releaseNotes: 'Release notes',
  images: 'Images',
}

const supportFields: Readonly<Record<string, string>> = {
  email: 'support e-mail',
  site: 'support site',
  hours: 'support hours',
  responseTimes: 'response times',
  text: 'self-help and troubleshooting',
}

const planFields: Readonly<Record<string, string>> = {
  name: 'name',
  description: 'description',
  isDefault: 'selected first',
  access: 'who may pull',
  repositories: 'images',
  prices: 'prices',
  trialDays: 'free trial',
  byolUrl: 'where to get the licence',
  licence: 'licence terms',
  instructions: 'installation instructions',
}

/** Fields that a moderator can ask to have changed. */
export const askableFields = Object.entries(productFields).map(([value, label]) => ({ value, label }))

/** "plans.0.licence.text" -> "Plan 1, licence terms"; a path that is not known stays as it is. */
export function fieldName(path: string): string {
  const [first = '', second = '', third = ''] = path.split('.')
  if (first === 'plans' && second !== '') {
    const plan = `Plan ${Number(second) + 1}`
    return third === '' ? plan : `${plan}, ${planFields[third] ?? third}`
  }
  if (first === 'support' && second !== '') return `Support, ${supportFields[second] ?? second}`
  return productFields[first] ?? path
}
