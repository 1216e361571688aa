import type { Publisher } from '../publishers/index.ts'

/** What customers read as the maker's name: the legal name of the profile, or the one of the application. */
export function publisherName(publisher: Publisher): string {
  return publisher.profile.legalName || publisher.companyName
}
