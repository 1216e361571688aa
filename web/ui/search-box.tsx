import { Combobox, Loader, TextInput, useCombobox } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { IconSearch } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { suggestions } from '../api/catalog.ts'
import { useApi } from '../api/context.tsx'

interface SearchBoxProps {
  readonly size?: 'sm' | 'md' | 'lg'
  readonly initial?: string
  readonly placeholder?: string
  readonly label?: string
}

/** Search with type-ahead: a suggestion leads to the product, Enter to the full search (STO-127). */
export function SearchBox({ size = 'sm', initial = '', placeholder, label = 'Search the store' }: SearchBoxProps) {
  const api = useApi()
  const navigate = useNavigate()
  const combobox = useCombobox({ onDropdownClose: () => combobox.resetSelectedOption() })
  const [text, setText] = useState(initial)
  const [asked] = useDebouncedValue(text.trim(), 180)
  const { data, isFetching } = useQuery({ ...suggestions(api, asked), enabled: asked.length >= 2 })
  const items = asked.length >= 2 ? (data?.items ?? []) : []

  const search = (event: FormEvent) => {
    event.preventDefault()
    combobox.closeDropdown()
    void navigate({ to: '/search', search: text.trim() === '' ? {} : { q: text.trim() } })
  }

  return (
    <search>
      <form onSubmit={search}>
        <Combobox
          store={combobox}
          onOptionSubmit={(path) => {
            combobox.closeDropdown()
            setText('')
            void navigate({ href: path })
          }}
        >
          <Combobox.Target>
            <TextInput
              type="search"
              name="q"
              size={size}
              aria-label={label}
              placeholder={placeholder ?? 'Search images, plugins, publishers'}
              value={text}
              autoComplete="off"
              leftSection={<IconSearch size={size === 'lg' ? 20 : 16} stroke={1.8} />}
              rightSection={isFetching && text !== '' ? <Loader size={16} /> : null}
              onChange={(event) => {
                setText(event.currentTarget.value)
                combobox.openDropdown()
              }}
              onFocus={() => combobox.openDropdown()}
              onBlur={() => combobox.closeDropdown()}
            />
          </Combobox.Target>
          <Combobox.Dropdown hidden={items.length === 0}>
            <Combobox.Options aria-label="Suggestions">
              {items.map(({ label: name, category, path }) => (
                <Combobox.Option key={`${path}${category ?? ''}`} value={path}>
                  {name}
                  {category && <small style={{ opacity: 0.75 }}> in {category}</small>}
                </Combobox.Option>
              ))}
            </Combobox.Options>
          </Combobox.Dropdown>
        </Combobox>
      </form>
    </search>
  )
}
