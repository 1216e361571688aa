import classes from './markdown-view.module.css'

/** Shows Markdown that the store rendered and sanitised when it was written. */
export function MarkdownView({ html }: { readonly html: string }) {
  // biome-ignore lint/security/noDangerouslySetInnerHtml: sanitised on the server at write time
  return <div className={classes.markdown} dangerouslySetInnerHTML={{ __html: html }} />
}
