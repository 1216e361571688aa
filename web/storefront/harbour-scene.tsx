import classes from './home-hero.module.css'

const stack = [
  { x: 1010, y: 214, fill: '#127584' },
  { x: 1082, y: 214, fill: '#0e5a68' },
  { x: 1154, y: 214, fill: '#a67212' },
  { x: 1226, y: 214, fill: '#127584' },
  { x: 1046, y: 178, fill: '#0e5a68' },
  { x: 1118, y: 178, fill: '#1a8b99' },
  { x: 1190, y: 178, fill: '#0e5a68' },
  { x: 1118, y: 142, fill: '#c98f1b' },
]

/** A container ship at dusk below the headline: decoration only. */
export function HarbourScene() {
  return (
    <svg className={classes.scene} viewBox="0 0 1440 340" preserveAspectRatio="xMaxYMax slice" aria-hidden="true">
      {stack.map(({ x, y, fill }) => (
        <g key={`${x}-${y}`}>
          <rect x={x} y={y} width="68" height="33" rx="2.5" fill={fill} />
          <path
            d={`M${x + 12} ${y + 6}v21M${x + 23} ${y + 6}v21M${x + 34} ${y + 6}v21M${x + 45} ${y + 6}v21M${x + 56} ${y + 6}v21`}
            stroke="#06202d"
            strokeOpacity=".35"
            strokeWidth="2.5"
          />
        </g>
      ))}
      <path d="M1318 250v-104h38l10 104z" fill="#d2eaed" />
      <path d="M1326 160h22v11h-22z" fill="#e0ab3c" />
      <path d="M1336 146v-34" stroke="#d2eaed" strokeWidth="4" />
      <circle cx="1336" cy="108" r="6" fill="#f1d491" />
      <circle cx="1336" cy="108" r="18" fill="#f1d491" opacity=".16" />
      <path d="M972 250h420l-26 54H1008z" fill="#041821" />
      <path d="M984 264h400" stroke="#a67212" strokeWidth="3" />
      <path
        d="M0 296c60-13 120-13 180 0s120 13 180 0 120-13 180 0 120 13 180 0 120-13 180 0 120 13 180 0 120-13 180 0 120 13 180 0v44H0z"
        fill="#0b5060"
      />
      <path
        d="M0 314c60 12 120 12 180 0s120-12 180 0 120 12 180 0 120-12 180 0 120 12 180 0 120-12 180 0 120 12 180 0 120-12 180 0v26H0z"
        fill="#094453"
      />
    </svg>
  )
}
