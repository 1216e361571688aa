import { ActionIcon, useComputedColorScheme, useMantineColorScheme } from '@mantine/core'
import { IconMoon, IconSun } from '@tabler/icons-react'
import classes from './color-scheme-toggle.module.css'

/** Switches between day and night; starts with what the system asks for and is remembered. */
export function ColorSchemeToggle() {
  const { setColorScheme } = useMantineColorScheme()
  const scheme = useComputedColorScheme('light', { getInitialValueInEffect: true })
  return (
    <ActionIcon
      variant="subtle"
      color="gray"
      size="lg"
      className={classes.toggle}
      aria-label="Switch between light and dark"
      onClick={() => setColorScheme(scheme === 'dark' ? 'light' : 'dark')}
    >
      <IconMoon size={19} stroke={1.7} className={classes.moon} />
      <IconSun size={19} stroke={1.7} className={classes.sun} />
    </ActionIcon>
  )
}
