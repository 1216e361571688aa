import { Avatar, Menu, Text, UnstyledButton } from '@mantine/core'
import { IconLogout } from '@tabler/icons-react'
import { useNavigate } from '@tanstack/react-router'
import { accountLinks, consolesOf } from './account-links.ts'
import { useActingAccount, useSession, useSignOut } from './session.ts'

/** The signed-in person's menu: places, consoles, and for whom they act. */
export function AccountMenu() {
  const me = useSession()
  const navigate = useNavigate()
  const signOut = useSignOut()
  const { current, choices, choose } = useActingAccount()
  if (!current) return null
  const initials = initialsOf(current.fullName)
  return (
    <Menu position="bottom-end" width={260} shadow="md">
      <Menu.Target>
        <UnstyledButton aria-label={`${initials}, account menu of ${current.name}`} style={{ borderRadius: 99 }}>
          <Avatar color="tide" radius={current.kind === 'user' ? 'xl' : 'md'} size={36}>
            {initials}
          </Avatar>
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        {choices.length > 1 ? (
          <>
            <Menu.Label>Acting for</Menu.Label>
            <Menu.RadioGroup value={current.name} onChange={choose}>
              {choices.map(({ name, fullName }) => (
                <Menu.RadioItem key={name} value={name}>
                  {fullName}
                </Menu.RadioItem>
              ))}
            </Menu.RadioGroup>
          </>
        ) : (
          <Menu.Label>
            <Text size="sm" fw={600} c="var(--mantine-color-text)" truncate>
              {current.fullName}
            </Text>
            {me.account?.email}
          </Menu.Label>
        )}
        <Menu.Divider />
        {accountLinks.map(({ to, label, icon: Icon }) => (
          <Menu.Item key={to} leftSection={<Icon size={17} stroke={1.6} />} onClick={() => void navigate({ to })}>
            {label}
          </Menu.Item>
        ))}
        <Menu.Divider />
        {consolesOf(me).map(({ to, label, icon: Icon }) => (
          <Menu.Item key={to} leftSection={<Icon size={17} stroke={1.6} />} onClick={() => void navigate({ to })}>
            {label}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item leftSection={<IconLogout size={17} stroke={1.6} />} onClick={() => void signOut()}>
          Sign out
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}

/** "Ottilie Terhorst" -> "OT" */
function initialsOf(name: string): string {
  const words = name.split(/[\s_-]+/).filter(Boolean)
  return [words[0], words.length > 1 ? words.at(-1) : undefined]
    .map((word) => word?.slice(0, 1).toUpperCase() ?? '')
    .join('')
}
