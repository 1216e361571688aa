import classes from './brand.module.css'

/** The mark: a ship's lantern whose cage is a shipping container. Decorative beside the name. */
export function LogoMark({ size = 32 }: { readonly size?: number }) {
  return (
    <svg width={(size * 29) / 35} height={size} viewBox="5.5 3.4 29 35" aria-hidden="true" className={classes.mark}>
      <path d="M16 8.6a4 4 0 1 1 8 0" fill="none" stroke="currentColor" strokeWidth="2.4" strokeLinecap="round" />
      <path d="M14.2 8.4h11.6l3.7 4.6h-19z" fill="currentColor" />
      <rect x="6.5" y="14.2" width="27" height="18.6" rx="2.6" fill="currentColor" />
      <g className={classes.ribs}>
        <rect x="9.8" y="17.4" width="2.1" height="12.2" rx="1.05" />
        <rect x="13.6" y="17.4" width="2.1" height="12.2" rx="1.05" />
        <rect x="24.3" y="17.4" width="2.1" height="12.2" rx="1.05" />
        <rect x="28.1" y="17.4" width="2.1" height="12.2" rx="1.05" />
      </g>
      <path
        d="M20 16.2c1.1 2.2 3 3.9 3 6.9 0 1.2-.3 2.2-.8 3v3.5h-4.4v-3.5c-.5-.8-.8-1.8-.8-3 0-3 1.9-4.7 3-6.9z"
        className={classes.flame}
      />
      <rect x="10.5" y="34" width="19" height="3.2" rx="1.6" fill="currentColor" />
    </svg>
  )
}

/** Mark and name, as they stand in the header. */
export function Wordmark({ name, size = 32 }: { readonly name: string; readonly size?: number }) {
  return (
    <span className={classes.wordmark}>
      <LogoMark size={size} />
      <span className={classes.name}>{name}</span>
    </span>
  )
}
