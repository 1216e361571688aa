import { Progress } from '@mantine/core'

interface UsageBarProps {
  /** What is used, for who cannot see the bar. */
  readonly label: string
  readonly used: number
  readonly limit: number
  readonly size?: 'sm' | 'md'
}

/** From this share on there is little room left. */
export const tight = 0.9

/** How much of something limited is used: a meter, as nothing is in progress. Red where it gets tight. */
export function UsageBar({ label, used, limit, size = 'md' }: UsageBarProps) {
  const share = limit === 0 ? 1 : Math.min(used / limit, 1)
  const percent = Math.round(share * 100)
  return (
    // biome-ignore lint/a11y/useSemanticElements: the meter element cannot be dressed alike in all browsers
    <div role="meter" aria-label={label} aria-valuemin={0} aria-valuemax={100} aria-valuenow={percent}>
      <Progress.Root size={size}>
        <Progress.Section value={share * 100} color={share >= tight ? 'red' : 'tide'} withAria={false} />
      </Progress.Root>
    </div>
  )
}
