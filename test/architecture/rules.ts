import type { Rule } from './rule.ts'
import { authorizeFirst } from './rules/authorize-first.ts'
import { boundedLists } from './rules/bounded-lists.ts'
import { pureDomain } from './rules/domain.ts'
import { worldIsGiven } from './rules/given-world.ts'
import { httpAboveStore, numbersAtTheEdge, sqlInStore, useCasesWithoutHttp } from './rules/layers.ts'
import { librariesAtHome, queueBehindJobs } from './rules/libraries.ts'
import { moduleBorders, platformStandsAlone } from './rules/module-borders.ts'
import { moneyInMoney } from './rules/money.ts'
import { namedExports, shortFiles, tellingNames } from './rules/names.ts'
import { scannerStandsAlone, windowsSeeViews } from './rules/other-roots.ts'
import { sharedSession, unnamedStatements } from './rules/sql-session.ts'

/** Every rule that is checked by reading the code. Each has a planted violation in planted/<id>/ (ARC-60). */
export const rules: readonly Rule[] = [
  platformStandsAlone,
  librariesAtHome,
  queueBehindJobs,
  pureDomain,
  sqlInStore,
  httpAboveStore,
  useCasesWithoutHttp,
  authorizeFirst,
  moduleBorders,
  windowsSeeViews,
  scannerStandsAlone,
  numbersAtTheEdge,
  namedExports,
  tellingNames,
  shortFiles,
  moneyInMoney,
  worldIsGiven,
  sharedSession,
  unnamedStatements,
  boundedLists,
]
