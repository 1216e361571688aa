import type { Recogniser } from '../recogniser.ts'
import { agents } from './agents.ts'
import { data } from './data.ts'
import { java } from './java.ts'
import { languages } from './languages.ts'
import { libraries } from './libraries.ts'
import { media } from './media.ts'
import { systemLibraries } from './system-libraries.ts'
import { tools } from './tools.ts'
import { web } from './web.ts'

/** Every product that is recognised by content, in the groups of section 5 of the specification. */
export const recognisers: readonly Recogniser[] = [
  ...languages,
  ...java,
  ...data,
  ...web,
  ...agents,
  ...tools,
  ...libraries,
  ...systemLibraries,
  ...media,
]
