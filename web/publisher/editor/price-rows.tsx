import { ActionIcon, Button, Group, Input, Select, Stack, TextInput } from '@mantine/core'
import { IconPlus, IconTrash } from '@tabler/icons-react'
import { useState } from 'react'
import type { PlanDraft } from '../../api/publishing-views.ts'
import type { Period } from '../../api/views.ts'
import { fromMinorUnits, toMinorUnits } from './manifest-form.ts'

type Price = PlanDraft['prices'][number]

const currencies = ['EUR', 'USD', 'GBP', 'CHF', 'JPY', 'CAD', 'AUD', 'SEK', 'PLN']
const periods = [
  { value: 'month', label: 'a month' },
  { value: 'year', label: 'a year' },
]

interface PriceRowsProps {
  readonly prices: readonly Price[]
  readonly error?: string | undefined
  readonly onChange: (prices: readonly Price[]) => void
}

/** Prices by currency and period; none means free (STO-061). */
export function PriceRows({ prices, error, onChange }: PriceRowsProps) {
  const change = (index: number, next: Partial<Price>) =>
    onChange(prices.map((price, at) => (at === index ? { ...price, ...next } : price)))
  return (
    <Input.Wrapper label="Prices" description="Without a price the plan is free." error={error}>
      <Stack gap="xs" mt="xs">
        {prices.map((price, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: rows have no identity of their own
          <Group key={index} gap="xs" align="flex-start">
            <Amount price={price} index={index} onChange={(amount) => change(index, { amount })} />
            <Select
              aria-label={`Currency ${index + 1}`}
              data={currencies}
              value={price.currency}
              allowDeselect={false}
              w={90}
              onChange={(currency) => currency && change(index, { currency })}
            />
            <Select
              aria-label={`Period ${index + 1}`}
              data={periods}
              value={price.period}
              allowDeselect={false}
              w={120}
              onChange={(period) => period && change(index, { period: period as Period })}
            />
            <ActionIcon
              variant="subtle"
              color="gray"
              size="lg"
              aria-label={`Remove price ${index + 1}`}
              onClick={() => onChange(prices.filter((_, at) => at !== index))}
            >
              <IconTrash size={18} />
            </ActionIcon>
          </Group>
        ))}
        <Button
          variant="subtle"
          size="xs"
          leftSection={<IconPlus size={14} />}
          style={{ alignSelf: 'flex-start' }}
          onClick={() => onChange([...prices, { amount: '0', currency: 'EUR', period: 'month' }])}
        >
          Add a price
        </Button>
      </Stack>
    </Input.Wrapper>
  )
}

interface AmountProps {
  readonly price: Price
  readonly index: number
  readonly onChange: (amount: string) => void
}

function Amount({ price, index, onChange }: AmountProps) {
  const [text, setText] = useState(fromMinorUnits(price.amount, price.currency))
  return (
    <TextInput
      aria-label={`Price ${index + 1}`}
      inputMode="decimal"
      w={120}
      value={text}
      error={toMinorUnits(text, price.currency) === undefined ? 'Such as 49.00' : undefined}
      onChange={(event) => {
        setText(event.currentTarget.value)
        const amount = toMinorUnits(event.currentTarget.value, price.currency)
        if (amount !== undefined) onChange(amount)
      }}
    />
  )
}
