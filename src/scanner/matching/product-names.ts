/**
 * Names under which Bitnami publishes advisories about upstream programs, by the product that was recognised (MAT-9).
 * Where it publishes the same under twin names, the main one alone is looked up, so that there is one finding.
 */
const bitnamiNames: Readonly<Record<string, string>> = {
  arangodb: 'arangodb',
  composer: 'composer',
  consul: 'consul',
  envoy: 'envoy',
  'fluent-bit': 'fluent-bit',
  go: 'golang',
  graalvm: 'java',
  grafana: 'grafana',
  haproxy: 'haproxy',
  helm: 'helm',
  httpd: 'apache',
  'jdk-tools': 'java',
  mariadb: 'mariadb',
  memcached: 'memcached',
  mongodb: 'mongodb',
  mysql: 'mysql',
  'mysql-client': 'mysql-client',
  nginx: 'nginx',
  node: 'node',
  openjdk: 'java',
  openldap: 'openldap',
  openresty: 'openresty',
  'oracle-jdk': 'java',
  php: 'php',
  postgresql: 'postgresql',
  python: 'python',
  redis: 'redis',
  ruby: 'ruby',
  sqlite: 'sqlite',
  valkey: 'valkey',
  vault: 'vault',
  'wp-cli': 'wp-cli',
  zulu: 'java',
}

/** Twins: other packages of the same program, with advisories of their own that say the same. */
const twins: Readonly<Record<string, string>> = {
  'java-min': 'java',
  jre: 'java',
  libphp: 'php',
  libpython: 'python',
  'mariadb-min': 'mariadb',
  'node-min': 'node',
  'php-min': 'php',
  'python-min': 'python',
  'ruby-min': 'ruby',
}

/** The name in the Bitnami feed for a recognised program; undefined when there is none. */
export function bitnamiNameOf(product: string): string | undefined {
  return Object.hasOwn(bitnamiNames, product) ? bitnamiNames[product] : undefined
}

/** The main name among the twins of a Bitnami package: its own, if it has none. */
export function mainNameOf(bitnamiPackage: string): string {
  return (Object.hasOwn(twins, bitnamiPackage) && twins[bitnamiPackage]) || bitnamiPackage
}
