import { Select } from '@mantine/core'
import { useActingAccount } from '../ui/session.ts'

/** For whom something is got: shown only to people who may act for more than themselves (STO-004). */
export function AccountChoice({ value, onChange }: { value: string; onChange: (name: string) => void }) {
  const { choices } = useActingAccount()
  const buyers = choices.filter((choice) => choice.mayBuy)
  if (buyers.length < 2) return null
  return (
    <Select
      label="For"
      description="Everyone in an organization can pull what it subscribes to."
      data={buyers.map(({ name, fullName }) => ({ value: name, label: `${fullName} (${name})` }))}
      value={value}
      allowDeselect={false}
      onChange={(name) => name && onChange(name)}
    />
  )
}
