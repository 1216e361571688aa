import { anything, type Recogniser } from '../recogniser.ts'

const goRelease = /^v(?<version>\d+\.\d+\.\d+(?:-(?:alpha|beta|rc)\.?\d+)?)$/
const anyRelease = /^v?(?<version>\d+\.\d+\.\d+(?:-(?:alpha|beta|rc)\.?\d+)?)$/

/** Servers, proxies and what steers them. */
export const web: readonly Recogniser[] = [
  {
    product: 'consul',
    all: [{ goProgram: /^github\.com\/hashicorp\/consul$/ }],
    bareVersion: anyRelease,
  },
  {
    product: 'envoy',
    all: [
      [
        { needle: 'envoy.reloadable_features', before: anything },
        { needle: 'envoy_reloadable_features', before: anything },
      ],
      { needle: 'envoy.filters.http.router', before: anything },
    ],
    bareVersion: /^(?<version>1\.\d+\.\d+)(?:-dev)?$/,
  },
  {
    product: 'grafana',
    all: [{ goProgram: /^github\.com\/grafana\/grafana\/pkg\/cmd\/grafana(?:-server|-cli)?$/ }],
    bareVersion: /^(?:release-)?(?<version>\d+\.\d+\.\d+)(?:\+security-\d+)?$/,
  },
  {
    product: 'haproxy',
    all: [
      [
        {
          needle: 'HAProxy version ',
          text: /^HAProxy version (?<version>\d+\.\d+(?:\.|-dev|-rc)\d+)(?:[-+~.\w]{1,40})? \d{4}\/\d\d\/\d\d/,
        },
        {
          needle: 'HA-Proxy version ',
          text: /^HA-Proxy version (?<version>\d+\.\d+(?:\.|-dev|-rc)\d+)(?:[-+~.\w]{1,40})? \d{4}\/\d\d\/\d\d/,
        },
        {
          needle: ', released 20',
          before: /version (?<version>\d+\.\d+(?:\.|-dev|-rc)\d+)(?:-[-+~.\w]{1,40})?$/,
        },
      ],
      { needle: 'haproxy', before: anything },
    ],
  },
  {
    product: 'helm',
    all: [{ goProgram: /^helm\.sh\/helm\/v\d+\/cmd\/helm$|^k8s\.io\/helm\/cmd\/helm$/ }],
    bareVersion: goRelease,
  },
  {
    product: 'httpd',
    all: [
      { needle: 'Apache/2.', text: /^Apache\/(?<version>2\.\d+\.\d+)(?: \([-\w]{1,40}\))?$/ },
      { needle: 'ServerTokens', before: anything },
    ],
  },
  {
    product: 'istio-pilot-agent',
    all: [{ goProgram: /^istio\.io\/istio\/pilot\/cmd\/pilot-agent$/ }],
    bareVersion: anyRelease,
  },
  {
    product: 'istio-pilot-discovery',
    all: [{ goProgram: /^istio\.io\/istio\/pilot\/cmd\/pilot-discovery$/ }],
    bareVersion: anyRelease,
  },
  { product: 'lighttpd', all: [{ needle: 'lighttpd/1.', text: /^lighttpd\/(?<version>\d+\.\d+\.\d+)$/ }] },
  {
    product: 'nginx',
    all: [{ needle: 'nginx version: ', text: /^nginx version: (?:nginx|openresty)\/(?<version>\d+\.\d+\.\d+)/ }],
  },
  {
    product: 'openresty',
    all: [{ needle: 'nginx version: ', text: /^nginx version: openresty\/(?<version>\d+\.\d+\.\d+\.\d+)/ }],
  },
  {
    product: 'nginx-ingress-controller',
    all: [{ goProgram: /^k8s\.io\/ingress-nginx\/cmd\/nginx$/ }],
    bareVersion: goRelease,
  },
  {
    product: 'proftpd',
    all: [{ needle: 'ProFTPD Version ', text: /^ProFTPD Version (?<version>\d+\.\d+\.\d+[a-z]?)/ }],
  },
  {
    product: 'traefik',
    all: [{ goProgram: /^github\.com\/traefik\/traefik(?:\/v\d+)?\/cmd\/traefik$/ }],
    bareVersion: anyRelease,
  },
  { product: 'vault', all: [{ goProgram: /^github\.com\/hashicorp\/vault$/ }], bareVersion: anyRelease },
  {
    product: 'openldap',
    all: [{ needle: '$OpenLDAP: ', before: anything, text: /^\$OpenLDAP: [-\w]{1,30} (?<version>\d+\.\d+\.\d+)/ }],
  },
]
