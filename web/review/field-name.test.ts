import { expect, test } from 'vitest'
import { fieldName } from './field-name.ts'

test.each([
  ['shortDescription', 'Short description'],
  ['support.hours', 'Support, support hours'],
  ['plans', 'Plans & pricing'],
  ['plans.1', 'Plan 2'],
  ['plans.0.licence.text', 'Plan 1, licence terms'],
  ['plans.2.repositories.0.tags.1', 'Plan 3, images'],
  ['somethingNew', 'somethingNew'],
])('%s is called %s', (path, name) => expect(fieldName(path)).toBe(name))
