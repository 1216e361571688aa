import { useStore } from '../api/context.tsx'
import { CommandCopy } from '../ui/command-copy.tsx'
import { ButtonLink } from '../ui/links.tsx'
import shell from '../ui/shell.module.css'
import classes from './publish-page.module.css'

const steps = [
  {
    title: 'Apply',
    text: 'Tell us who you are. We look at every application, and you see your place in the queue meanwhile.',
  },
  {
    title: 'Push and scan',
    text: 'Push to a private repository. Each image is opened layer by layer and matched with known vulnerabilities; only you and the reviewers see the result.',
  },
  {
    title: 'Describe and price',
    text: 'Write the product page, set free, paid or bring-your-own-licence plans, and put your own terms in front of them.',
  },
  {
    title: 'Review',
    text: 'A moderator checks binaries and manifest with you in one thread until both sides are content.',
  },
  {
    title: 'Publish',
    text: 'You press the button. A verified copy goes on the shelf; what you push to staging later changes nothing for customers.',
  },
]

const gains = [
  {
    title: 'Your customers, your terms',
    text: 'Everyone, signed-in people, subscribers, or licence holders only: you choose per plan, and the registry enforces it at every pull.',
  },
  {
    title: 'Checkout is taken care of',
    text: 'Prices per month or year, free trials, tax, receipts and a statement of what is owed to you, exact to the cent.',
  },
  {
    title: 'A mark people trust',
    text: 'Reviewed and scanned before listing, watched afterwards. If a new vulnerability concerns you, you hear it from us first.',
  },
]

/** The offer to publishers and the way in (STO-015, STO-017). */
export function PublishPage() {
  const { registryHost } = useStore()
  return (
    <div className={shell.inner}>
      <header className={classes.head}>
        <h1>Put your software on the shelf</h1>
        <p>
          Sell, give away, or licence container software to people who want to know where it comes from. You push an
          image; scanning, review, licensing, checkout and delivery are here.
        </p>
        <div className={classes.actions}>
          <ButtonLink to="/publisher/signup" size="md">
            Apply as a publisher
          </ButtonLink>
          <ButtonLink to="/publisher" size="md" variant="default">
            I am one already
          </ButtonLink>
        </div>
      </header>
      <section aria-labelledby="gains">
        <h2 id="gains" className={classes.sectionTitle}>
          What you get
        </h2>
        <div className={classes.gains}>
          {gains.map(({ title, text }) => (
            <div key={title}>
              <h3>{title}</h3>
              <p>{text}</p>
            </div>
          ))}
        </div>
      </section>
      <section aria-labelledby="path" className={classes.pathSection}>
        <h2 id="path" className={classes.sectionTitle}>
          From image to listing
        </h2>
        <ol className={classes.path}>
          {steps.map(({ title, text }) => (
            <li key={title}>
              <h3>{title}</h3>
              <p>{text}</p>
            </li>
          ))}
        </ol>
        <div className={classes.push}>
          <h3>Pushing needs nothing new</h3>
          <CommandCopy command={`docker login ${registryHost}`} />
          <CommandCopy command={`docker tag widget ${registryHost}/acme/widget:1.0.0`} />
          <CommandCopy command={`docker push ${registryHost}/acme/widget:1.0.0`} />
        </div>
      </section>
    </div>
  )
}
