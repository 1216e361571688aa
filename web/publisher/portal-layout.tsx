import { Alert, Group, Text } from '@mantine/core'
import {
  IconBoxSeam,
  IconBuildingStore,
  IconFileText,
  IconInfoCircle,
  IconLicense,
  IconPackages,
  IconUsersGroup,
  IconWebhook,
} from '@tabler/icons-react'
import { Outlet } from '@tanstack/react-router'
import { ConsoleLayout } from '../ui/console-layout.tsx'
import { ButtonLink } from '../ui/links.tsx'
import { NotFoundPage } from '../ui/not-found-page.tsx'
import { PageSkeleton } from '../ui/skeletons.tsx'
import { nextStep, usePublisher } from './portal.ts'

const places = [
  { to: '/publisher/$slug', label: 'Products', icon: IconPackages },
  { to: '/publisher/$slug/repositories', label: 'Repositories', icon: IconBoxSeam },
  { to: '/publisher/$slug/licences', label: 'Licence orders', icon: IconLicense },
  { to: '/publisher/$slug/profile', label: 'Profile', icon: IconBuildingStore },
  { to: '/publisher/$slug/agreement', label: 'Agreement', icon: IconFileText },
  { to: '/publisher/$slug/members', label: 'Members', icon: IconUsersGroup },
  { to: '/publisher/$slug/webhooks', label: 'Webhooks', icon: IconWebhook },
] as const

/** The portal of one publisher, with its next step on top of every page until it may submit. */
export function PortalLayout() {
  const publisher = usePublisher()
  if (publisher === undefined) return <PageSkeleton />
  if (publisher === null) return <NotFoundPage />
  const params = { slug: publisher.slug }
  const next = nextStep(publisher)
  return (
    <ConsoleLayout label={publisher.companyName} links={places.map((place) => ({ ...place, params }))}>
      {next && (
        <Alert variant="light" icon={<IconInfoCircle />} mb="lg">
          <Group justify="space-between">
            <Text>{next.text}</Text>
            {next.to && (
              <ButtonLink to={next.to} params={params} size="xs">
                Go on
              </ButtonLink>
            )}
          </Group>
        </Alert>
      )}
      <Outlet />
    </ConsoleLayout>
  )
}
