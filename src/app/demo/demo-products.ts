/** A plan of a demo product, with the image that it sells. Amounts in minor units. */
export interface DemoPlan {
  readonly name: string
  readonly description: string
  readonly access: 'all' | 'logged_in' | 'subscribed' | 'byol'
  readonly prices?: readonly { amount: string; currency: string; period: 'month' | 'year' }[]
  readonly trialDays?: number
  readonly repository: string
  readonly byolUrl?: string
}

/** A demo product: what its manifest says, how its image is made, and how far it gets. */
export interface DemoProduct {
  readonly key: string
  readonly name: string
  readonly summary: string
  readonly categories: readonly string[]
  readonly tags: readonly string[]
  readonly version: string
  readonly story: string
  readonly image: {
    readonly age: 'current' | 'aged'
    readonly withNode?: boolean
    readonly dependencies: readonly string[]
  }
  readonly plans: readonly DemoPlan[]
  readonly licenseType: 'free' | 'open_source' | 'commercial'
  readonly end: 'published' | 'hold' | 'pending'
}

export interface DemoPublisher {
  readonly slug: string
  readonly companyName: string
  readonly person: string
  readonly website: string
  readonly email: string
  readonly summary: string
  readonly story: string
  readonly products: readonly DemoProduct[]
}

const eur = (amount: string, period: 'month' | 'year' = 'month') => ({ amount, currency: 'EUR', period })
const usd = (amount: string, period: 'month' | 'year' = 'month') => ({ amount, currency: 'USD', period })

export const demoPublishers: readonly DemoPublisher[] = [
  {
    slug: 'harbourlight',
    companyName: 'Harbourlight Systems',
    person: 'pia',
    website: 'https://harbourlight.example',
    email: 'store@harbourlight.example',
    summary: 'Data that arrives, and stays.',
    story:
      'Harbourlight makes small, dependable data services. Each one does a single thing and can be run by one person.',
    products: [
      {
        key: 'tidepool',
        name: 'Tidepool',
        summary: 'An in-memory cache with per-key expiry, metrics and a protocol that your clients already speak.',
        categories: ['databases', 'application-infrastructure'],
        tags: ['cache', 'key-value', 'in-memory'],
        version: '3.2.1',
        story:
          '## Fast, and calm about it\n\nTidepool keeps hot data close to your services. It answers in well under a millisecond, evicts by age or by use, and tells you what it is doing.\n\n- **One binary**, no sidecar\n- **Metrics** for Prometheus on a port of their own\n- **Snapshots** to disk while requests go on',
        image: { age: 'current', dependencies: ['pino', 'semver', 'prom-client'] },
        plans: [
          {
            name: 'Open',
            description: 'Everything, for everybody. No account needed.',
            access: 'all',
            repository: 'tidepool',
          },
        ],
        licenseType: 'open_source',
        end: 'published',
      },
      {
        key: 'breakwater',
        name: 'Breakwater',
        summary: 'A message queue that survives crashes, replays history and never delivers out of order.',
        categories: ['messaging-services', 'application-infrastructure'],
        tags: ['queue', 'streaming', 'events'],
        version: '1.8.0',
        story:
          '## Messages that wait for you\n\nBreakwater writes every message to disk before it says yes. Consumers may stop, crash or fall behind: they go on where they were.\n\n| What you get | Community | Pro |\n|---|---|---|\n| Queues | 10 | unlimited |\n| Replay | 24 hours | 90 days |\n| Support | forum | 8 working hours |',
        image: { age: 'aged', dependencies: ['fastify', 'pino', 'pg'] },
        plans: [
          {
            name: 'Community',
            description: 'For one team. Free once you accept the licence.',
            access: 'subscribed',
            repository: 'breakwater-community',
          },
          {
            name: 'Pro',
            description: 'Unlimited queues, long replay, and people who answer.',
            access: 'subscribed',
            prices: [eur('4900'), eur('49000', 'year'), usd('5400')],
            trialDays: 30,
            repository: 'breakwater-pro',
          },
        ],
        licenseType: 'commercial',
        end: 'published',
      },
    ],
  },
  {
    slug: 'northquay',
    companyName: 'Northquay Tools',
    person: 'noor',
    website: 'https://northquay.example',
    email: 'hello@northquay.example',
    summary: 'Tools for people who ship.',
    story: 'Northquay builds the tools that its own engineers wanted: quick to start, honest when something is wrong.',
    products: [
      {
        key: 'spyglass',
        name: 'Spyglass',
        summary: 'Search and follow the logs of a whole fleet in one window, with nothing to install on the hosts.',
        categories: ['devops-tools', 'analytics'],
        tags: ['logs', 'observability', 'search'],
        version: '2.0.3',
        story:
          '## See what happened\n\nPoint Spyglass at your containers and type. Results appear as you type; a link to a moment can be shared.',
        image: { age: 'current', withNode: true, dependencies: ['fastify', 'pino', 'commander'] },
        plans: [
          {
            name: 'Free',
            description: 'For everybody with an account.',
            access: 'logged_in',
            repository: 'spyglass',
          },
        ],
        licenseType: 'free',
        end: 'published',
      },
      {
        key: 'ropewalk',
        name: 'Ropewalk CI',
        summary: 'Builds, tests and releases from one small container. Pipelines are files that you can run at home.',
        categories: ['devops-tools', 'application-services'],
        tags: ['ci', 'pipelines', 'build'],
        version: '4.1.0',
        story:
          '## Pipelines without a platform\n\nRopewalk runs the same pipeline on your laptop and on your server. Caches are shared, secrets are not.',
        image: { age: 'current', dependencies: ['yauzl', 'semver', 'commander'] },
        plans: [
          {
            name: 'Team',
            description: 'Up to 20 people, unlimited builds.',
            access: 'subscribed',
            prices: [usd('2900'), usd('29000', 'year'), eur('2700')],
            trialDays: 14,
            repository: 'ropewalk',
          },
        ],
        licenseType: 'commercial',
        end: 'published',
      },
      {
        key: 'ballast',
        name: 'Ballast Backup',
        summary: 'Encrypted, verified backups of volumes and databases. Bring the licence that you bought from us.',
        categories: ['storage', 'business-software'],
        tags: ['backup', 'restore', 'encryption'],
        version: '7.4.2',
        story:
          '## A backup is a restore that works\n\nBallast restores every backup into a scratch volume and compares it, every night, before it reports success.',
        image: { age: 'current', dependencies: ['yauzl', 'pino'] },
        plans: [
          {
            name: 'Licensed',
            description: 'For customers with a licence from Northquay.',
            access: 'byol',
            repository: 'ballast',
            byolUrl: 'https://northquay.example/ballast',
          },
        ],
        licenseType: 'commercial',
        end: 'published',
      },
    ],
  },
  {
    slug: 'saltworks',
    companyName: 'Saltworks',
    person: 'sal',
    website: 'https://saltworks.example',
    email: 'team@saltworks.example',
    summary: 'Bases to build on.',
    story: 'Saltworks maintains small base images and the services around them, rebuilt whenever a fix is out.',
    products: [
      {
        key: 'keel',
        name: 'Keel',
        summary: 'A small Debian base image, rebuilt on every fix, with nothing in it that you did not ask for.',
        categories: ['base-images', 'operating-systems'],
        tags: ['base', 'debian', 'minimal'],
        version: '12.11',
        story:
          '## Start low\n\nKeel is Debian 12 with the packages that nearly every program needs, and no others. Build on it and keep your image small.',
        image: { age: 'current', dependencies: [] },
        plans: [{ name: 'Open', description: 'Free for everybody.', access: 'all', repository: 'keel' }],
        licenseType: 'open_source',
        end: 'published',
      },
      {
        key: 'sextant',
        name: 'Sextant Maps',
        summary: 'Vector map tiles, routing and place search from a folder of open data, on your own hardware.',
        categories: ['application-services', 'analytics'],
        tags: ['maps', 'routing', 'geo'],
        version: '0.9.4',
        story:
          '## Maps without a meter\n\nSextant serves the whole planet from one disk. No key, no quota, no tracking.',
        image: { age: 'aged', dependencies: ['fastify', 'yauzl'] },
        plans: [
          {
            name: 'Community',
            description: 'Free once you accept the licence.',
            access: 'subscribed',
            repository: 'sextant',
          },
        ],
        licenseType: 'free',
        end: 'hold',
      },
      {
        key: 'windlass',
        name: 'Windlass',
        summary: 'Rolling updates, drains and health checks for a handful of hosts, without an orchestrator.',
        categories: ['devops-tools', 'networking'],
        tags: ['deploy', 'rolling-update', 'health'],
        version: '1.0.0',
        story:
          '## For five hosts, not five thousand\n\nWindlass moves containers between hosts the way you would by hand, only without forgetting a step.',
        image: { age: 'current', dependencies: ['commander', 'pino'] },
        plans: [
          {
            name: 'Standard',
            description: 'One fleet, all features.',
            access: 'subscribed',
            prices: [eur('1900')],
            trialDays: 30,
            repository: 'windlass',
          },
        ],
        licenseType: 'commercial',
        end: 'pending',
      },
    ],
  },
]
