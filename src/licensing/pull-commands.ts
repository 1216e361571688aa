import { type ListingSummary, type ListingVersion, pullCommand } from '../catalog/index.ts'

/** A command to copy (STO-134). */
export interface PullCommand {
  readonly repository: string
  readonly tag: string
  readonly command: string
}

/** One command per repository, each with its newest published tag (STO-059). `versions` are newest first. */
export function newestCommands(
  registryHost: string,
  type: ListingSummary['type'],
  repositories: readonly string[],
  versions: readonly ListingVersion[],
): PullCommand[] {
  return repositories.flatMap((repository) => {
    const newest = versions.find((version) => version.repository === repository)
    if (!newest) return []
    return [{ repository, tag: newest.tag, command: pullCommand(registryHost, type, repository, newest.tag) }]
  })
}
