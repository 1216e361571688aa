/** How old an ecosystem's data is, and how much there is of it. */
export interface FeedState {
  readonly ecosystem: string
  readonly records: number
  readonly source: string
  readonly importedAt: Date
}
