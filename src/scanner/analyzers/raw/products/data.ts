import { anything, type Recogniser, type TextSignal } from '../recogniser.ts'

const release = String.raw`(?<version>\d+\.\d+\.\d+(?:-\d+(?:\.\d+)?)?)`
/** A path of the builder: `/…/percona-server-8.0.35-27/`. */
const builtIn = (name: string): TextSignal => ({
  needle: `/${name}-`,
  before: anything,
  text: new RegExp(`^/${name}-${release}(?:-\\w{1,12})?/`),
})
const mariadb: TextSignal = { needle: '-MariaDB', before: /^(?:5\.5\.5-)?(?<version>\d+\.\d+\.\d+)$/ }
const percona: readonly TextSignal[] = [
  builtIn('percona-server'),
  builtIn('percona-xtrabackup'),
  builtIn('Percona-XtraDB-Cluster'),
]
const mysqlSource: TextSignal = {
  needle: '/mysql-',
  before: anything,
  text: /^\/mysql-(?:cluster-(?:gpl|community|com)-|\d\.\d-)?(?<version>\d+\.\d+\.\d+)(?:-\w{1,12})?\//,
}
const notMysql = [mariadb, ...percona]
const inCluster = (folder: string): TextSignal => ({ needle: `storage/ndb/src/${folder}`, before: anything })
const anyMysql = /^(?<version>[5-9]\.\d+\.\d+)$/

/** Redis and its heirs put the time of the build behind the version, perhaps with the host between: `7.0.15` + `17…`. */
const withBuildTime = /^(?:redis|valkey)?(?<version>\d+\.\d+\.\d{1,3}?)(?:[0-9a-f]{12}-|[a-z][-\w]{0,40}-)?1\d{18}$/

/** Databases, their servers and clients. */
export const data: readonly Recogniser[] = [
  {
    product: 'arangodb',
    all: [
      {
        needle: ' [linux] ',
        before: /^(?<version>\d+\.\d+\.\d+(?:-\d+)?)(?: enterprise)?$/,
      },
      { needle: 'ArangoDB', before: anything },
    ],
  },
  { product: 'mariadb', all: [mariadb] },
  {
    product: 'memcached',
    all: [{ needle: 'memcached ', text: /^memcached (?<version>\d+\.\d+\.\d+)/ }],
  },
  {
    product: 'mongodb',
    all: [
      { needle: 'src/mongo/db/', before: anything },
      { needle: 'cppdefines', text: /^cppdefines$/ },
    ],
    bareVersion: /^(?<version>\d+\.\d+\.\d+)$/,
  },
  {
    product: 'mysql-client',
    all: [
      [{ needle: 'To buy MySQL Enterprise support', before: anything }, mysqlSource],
      { needle: 'mysql_history', before: anything },
    ],
    none: notMysql,
    bareVersion: anyMysql,
    onlyWithVersion: true,
  },
  {
    product: 'mysql',
    all: [
      [mysqlSource, { needle: 'caching_sha2_password', before: anything }],
      { needle: 'ready for connections. Version: ', before: anything },
    ],
    none: notMysql,
    bareVersion: anyMysql,
    onlyWithVersion: true,
  },
  { product: 'ndb_mgmd', all: [mysqlSource, inCluster('mgmsrv/')] },
  { product: 'ndbmtd', all: [mysqlSource, inCluster('kernel/vm/mt.cpp')] },
  {
    product: 'ndbd',
    all: [mysqlSource, inCluster('kernel/')],
    none: [inCluster('kernel/vm/mt.cpp'), inCluster('mgmsrv/')],
  },
  { product: 'percona-server', all: [builtIn('percona-server')] },
  { product: 'percona-xtrabackup', all: [builtIn('percona-xtrabackup')] },
  { product: 'percona-xtradb-cluster', all: [builtIn('Percona-XtraDB-Cluster')] },
  {
    product: 'postgresql',
    all: [
      ['PostgreSQL 1', 'PostgreSQL 9.'].map((needle) => ({
        needle,
        text: /^PostgreSQL (?<version>\d+(?:\.\d+){0,2}(?:(?:alpha|beta|rc)\d+)?)(?: \([^)]{1,60}\))? on [-\w]{1,60}, compiled by /,
      })),
    ],
  },
  {
    product: 'redis',
    all: [{ needle: 'Redis is starting', before: anything }],
    none: [{ needle: 'valkey', before: anything }],
    bareVersion: withBuildTime,
  },
  {
    product: 'valkey',
    all: [{ needle: 'Valkey is starting', before: anything }],
    bareVersion: withBuildTime,
  },
  {
    product: 'sqlcipher',
    all: [
      { needle: 'sqlcipher_', before: anything },
      { needle: 'tbl_name text,rootpage int', before: anything },
    ],
    bareVersion: /^(?<version>3\.[0-4]\.\d|4\.\d+\.\d+)(?: community)?$/,
    itself: [{ soname: /^libsqlcipher\.so/ }, { needle: 'SQLite version ', before: anything }],
  },
]
