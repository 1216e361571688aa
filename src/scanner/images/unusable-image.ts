/** The input is no image, or not the one that was asked for. The sentence says what is wrong and what would be right. */
export class UnusableImage extends Error {
  readonly kind: 'invalid' | 'not_found' | 'limit_exceeded'

  constructor(kind: UnusableImage['kind'], message: string) {
    super(message)
    this.name = 'UnusableImage'
    this.kind = kind
  }
}
