import { createTheme, type MantineColorsTuple } from '@mantine/core'

/** Deep-water teal: actions and links. White on shades 6 and 7 passes AA, as do shade 7 on white and 4 on the dark ground. */
const tide: MantineColorsTuple = [
  '#eaf6f7',
  '#d2eaed',
  '#a5d5db',
  '#78c1cb',
  '#48a5b2',
  '#258e9d',
  '#127584',
  '#0b6070',
  '#084c59',
  '#063946',
]

/** Lamp brass: the accent, used sparingly for what deserves a light. */
const brass: MantineColorsTuple = [
  '#fdf6e6',
  '#f9e9c6',
  '#f1d491',
  '#e8bd59',
  '#dda833',
  '#c98f1b',
  '#a67212',
  '#84580b',
  '#654309',
  '#483006',
]

/** Neutral greys with a drop of ink. Shade 6 is the dimmed text of the light scheme. */
const gray: MantineColorsTuple = [
  '#f5f8f9',
  '#ecf1f3',
  '#dfe7ea',
  '#cbd6db',
  '#b1c0c7',
  '#84969f',
  '#566a75',
  '#3d505b',
  '#263944',
  '#132733',
]

/** The dark scheme: a harbour at night. Shade 7 is the ground, 6 the raised surface, 4 the borders. */
const dark: MantineColorsTuple = [
  '#dde8ee',
  '#bccbd5',
  '#93a9b7',
  '#6d8697',
  '#344b5b',
  '#233746',
  '#172836',
  '#0e1d29',
  '#0a1620',
  '#060f17',
]

/** What went wrong. Like the two below: darker than the library's own, so that tinted badges and alerts pass AA. */
const red: MantineColorsTuple = [
  '#fdeeee',
  '#fbdcdc',
  '#f5b3b3',
  '#f08a89',
  '#e76361',
  '#d84341',
  '#c42f2d',
  '#a82422',
  '#8b1d1b',
  '#6f1715',
]

/** What needs attention: on hold, overdue. */
const orange: MantineColorsTuple = [
  '#fef1e7',
  '#fde0c9',
  '#fabf94',
  '#f59d5c',
  '#ec7f31',
  '#d86614',
  '#b8520b',
  '#964309',
  '#793608',
  '#5f2b07',
]

/** What went well. */
const teal: MantineColorsTuple = [
  '#e8f7f0',
  '#cdeede',
  '#9cdcbe',
  '#69c99c',
  '#3eb37f',
  '#219867',
  '#137d53',
  '#0d6643',
  '#0a5237',
  '#08412c',
]

export const theme = createTheme({
  colors: { tide, brass, gray, dark, red, orange, teal },
  primaryColor: 'tide',
  primaryShade: { light: 7, dark: 6 },
  autoContrast: true,
  luminanceThreshold: 0.3,
  black: '#0c202c',
  fontFamily: '"Instrument Sans Variable", system-ui, -apple-system, "Segoe UI", sans-serif',
  fontFamilyMonospace: 'ui-monospace, "SF Mono", "Cascadia Mono", "DejaVu Sans Mono", Menlo, monospace',
  headings: {
    fontWeight: '650',
    sizes: {
      h1: { fontSize: '2.125rem', lineHeight: '1.15' },
      h2: { fontSize: '1.5rem', lineHeight: '1.25' },
      h3: { fontSize: '1.1875rem', lineHeight: '1.35' },
      h4: { fontSize: '1rem', lineHeight: '1.4' },
    },
  },
  defaultRadius: 'md',
  radius: { xs: '3px', sm: '5px', md: '8px', lg: '12px', xl: '20px' },
  shadows: {
    xs: '0 1px 2px rgba(6, 32, 44, 0.06)',
    sm: '0 1px 2px rgba(6, 32, 44, 0.05), 0 3px 10px rgba(6, 32, 44, 0.06)',
    md: '0 2px 4px rgba(6, 32, 44, 0.05), 0 10px 24px rgba(6, 32, 44, 0.09)',
    lg: '0 4px 8px rgba(6, 32, 44, 0.06), 0 20px 44px rgba(6, 32, 44, 0.14)',
  },
  cursorType: 'pointer',
  focusRing: 'auto',
  respectReducedMotion: true,
  components: {
    Modal: { defaultProps: { closeButtonProps: { 'aria-label': 'Close' } } },
    Drawer: { defaultProps: { closeButtonProps: { 'aria-label': 'Close' } } },
    // Otherwise a dialog's title line counts as a second banner of the page.
    ModalHeader: { defaultProps: { role: 'presentation' } },
    DrawerHeader: { defaultProps: { role: 'presentation' } },
    Notification: { defaultProps: { closeButtonProps: { 'aria-label': 'Dismiss' } } },
  },
})
