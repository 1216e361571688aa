import { SegmentedControl, Select } from '@mantine/core'
import { useActingAccount } from '../ui/session.ts'

/** Whose things the page lists: the person's own or an organization's. Hidden when there is no choice. */
export function ActingFor() {
  const { current, choices, choose } = useActingAccount()
  if (!current || choices.length < 2) return null
  const data = choices.map(({ name, fullName }) => ({ value: name, label: fullName }))
  return choices.length > 3 ? (
    <Select
      aria-label="Account"
      data={data}
      value={current.name}
      allowDeselect={false}
      onChange={(name) => name && choose(name)}
    />
  ) : (
    <SegmentedControl aria-label="Account" data={data} value={current.name} onChange={choose} />
  )
}
