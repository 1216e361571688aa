const codes = (
  'AT AU BE BG BR CA CH CL CO CY CZ DE DK EE ES FI FR GB GR HR HU IE IL IN IS IT JP KE KR LI LT LU LV MA MT MX ' +
  'MY NG NL NO NZ PE PH PL PT RO RS SE SG SI SK TH TR TW UA US VN ZA'
).split(' ')

const names = new Intl.DisplayNames('en-GB', { type: 'region' })

/** Countries of the billing form, by name. */
export const countries = codes
  .map((value) => ({ value, label: names.of(value) ?? value }))
  .sort((one, other) => one.label.localeCompare(other.label, 'en-GB'))
