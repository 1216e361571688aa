export { type AdvisorySource, type Finding, findingsOf, namesOf } from '../../scanner/index.ts'
