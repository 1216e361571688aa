import { Table } from '@mantine/core'
import { useStore } from '../api/context.tsx'
import { CommandCopy } from '../ui/command-copy.tsx'
import { TextLink } from '../ui/links.tsx'
import shell from '../ui/shell.module.css'
import surface from '../ui/surface.module.css'
import classes from './help-page.module.css'

const sections = [
  { id: 'pull', title: 'Pulling an image' },
  { id: 'access', title: 'Who may pull what' },
  { id: 'refused', title: 'When a pull is refused' },
  { id: 'badges', title: 'What the badges mean' },
  { id: 'holds', title: 'Holds and revocation' },
  { id: 'cancelling', title: 'Cancelling' },
] as const

const levels = [
  ['Everyone', 'Pull without an account.'],
  ['Signed-in people', 'Run docker login with your account first.'],
  ['Subscribers', 'Accept the publisher’s terms on the product page; buy, if the plan has a price.'],
  ['Licence holders', 'Buy from the publisher, then open the link that comes with the licence.'],
] as const

const badges = [
  ['Verified publisher', 'The company was checked, and the image was scanned and reviewed before it was listed.'],
  ['Official', 'Open source that the people of this store look after; not necessarily backed by its maker.'],
  [
    'Certified',
    'Tested against the certification requirements and supported by its publisher and this store together.',
  ],
] as const

/** How the store works, for customers (STO-129, STO-135). */
export function HelpPage() {
  return (
    <div className={`${shell.inner} ${classes.layout}`}>
      <nav aria-label="On this page" className={classes.contents}>
        <ul>
          {sections.map(({ id, title }) => (
            <li key={id}>
              <a href={`#${id}`}>{title}</a>
            </li>
          ))}
        </ul>
      </nav>
      <div className={classes.text}>
        <h1>Help</h1>
        <Pulling />
        <h2 id="access">Who may pull what</h2>
        <p>Every plan says who may pull its repositories. The registry checks it at each pull, and nowhere else.</p>
        <Meanings label="Access levels" heads={['Open to', 'What you do']} rows={levels} />
        <h2 id="refused">When a pull is refused</h2>
        <p>
          The message of docker names the reason and the address where you can do something about it. Most often the
          terms were not accepted yet, the subscription ended, or docker is logged in with another account. What you
          pulled before keeps running; only new pulls are checked.
        </p>
        <h2 id="badges">What the badges mean</h2>
        <Meanings label="Badges" heads={['Badge', 'Meaning']} rows={badges} />
        <h2 id="holds">Holds and revocation</h2>
        <p>
          When a serious vulnerability is not fixed in time, the listing goes on hold: nobody new can get it, and those
          who have it keep pulling with a warning. If it stays unfixed it is revoked; its page then stays and says why.
          You are told by e-mail if you asked for notices when you got the product.
        </p>
        <h2 id="cancelling">Cancelling</h2>
        <p>
          Cancel under{' '}
          <TextLink to="/account/content" underline="always">
            My content
          </TextLink>
          . Access lasts to the end of the period that was paid for. Licences from a publisher are changed and ended by
          that publisher.
        </p>
      </div>
    </div>
  )
}

function Pulling() {
  const { registryHost } = useStore()
  return (
    <>
      <h2 id="pull">Pulling an image</h2>
      <p>
        Published images live at <code>{registryHost}/store/publisher/repository</code>. Log in once per machine with
        your user name, and your password or an{' '}
        <TextLink to="/account/tokens" underline="always">
          access token
        </TextLink>
        ; build servers should always use a token. The exact command for each plan is on the product page as soon as you
        may pull it.
      </p>
      <div className={classes.commands}>
        <CommandCopy command={`docker login ${registryHost}`} />
        <CommandCopy command={`docker pull ${registryHost}/store/acme/widget:1.0.0`} />
      </div>
      <p>A published tag never changes. A new build gets a new tag, so what you tested is what you run.</p>
    </>
  )
}

interface MeaningsProps {
  readonly label: string
  readonly heads: readonly [string, string]
  readonly rows: readonly (readonly [string, string])[]
}

function Meanings({ label, heads, rows }: MeaningsProps) {
  return (
    <div className={surface.tableScroll}>
      <Table aria-label={label} verticalSpacing="sm" horizontalSpacing="md">
        <Table.Thead>
          <Table.Tr>
            <Table.Th w="11rem">{heads[0]}</Table.Th>
            <Table.Th>{heads[1]}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map(([name, meaning]) => (
            <Table.Tr key={name}>
              <Table.Th scope="row">{name}</Table.Th>
              <Table.Td>{meaning}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </div>
  )
}
