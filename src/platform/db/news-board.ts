import type { News, NewsListener, Tx } from './database.ts'

/** Passes news on to the listeners of this process, and to other processes when there is a way. */
export class NewsBoard {
  readonly #listeners = new Set<NewsListener>()
  readonly #tellOthers: (tx: Tx, news: News) => Promise<void>

  /** `tellOthers` must tell them at the commit and not before. Without it this process is the only one. */
  constructor(tellOthers: (tx: Tx, news: News) => Promise<void> = async () => {}) {
    this.#tellOthers = tellOthers
  }

  /** Adds a listener; answers how to remove it. */
  add(listener: NewsListener): () => void {
    this.#listeners.add(listener)
    return () => {
      this.#listeners.delete(listener)
    }
  }

  tellOthers(tx: Tx, news: News): Promise<void> {
    return this.#tellOthers(tx, news)
  }

  tellHere(news: News): void {
    for (const listener of this.#listeners) listener.onNews(news)
  }

  /** News may have been missed. */
  tellGap(): void {
    for (const listener of this.#listeners) listener.onGap()
  }
}
