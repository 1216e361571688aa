/** Groups of well-known artifacts whose archives carry no Maven metadata, by the name of the artifact. */
const groups: readonly (readonly [RegExp, string])[] = [
  [
    /^spring-(aop|aspects|beans|context|context-indexer|context-support|core|expression|instrument|jcl|jdbc|jms|messaging|orm|oxm|r2dbc|test|tx|web|webflux|webmvc|websocket)$/,
    'org.springframework',
  ],
  [/^spring-boot(-[a-z-]+)?$/, 'org.springframework.boot'],
  [/^spring-security-[a-z0-9-]+$/, 'org.springframework.security'],
  [/^spring-data-[a-z0-9-]+$/, 'org.springframework.data'],
  [/^spring-cloud-[a-z0-9-]+$/, 'org.springframework.cloud'],
  [/^spring-integration-[a-z0-9-]+$/, 'org.springframework.integration'],
  [/^tomcat-embed-[a-z]+$/, 'org.apache.tomcat.embed'],
  [/^tomcat-[a-z-]+$/, 'org.apache.tomcat'],
  [/^bc[a-z]+-(jdk|lts|fips)[a-z0-9]*$/, 'org.bouncycastle'],
  [/^kotlin-(stdlib|reflect)[a-z0-9-]*$/, 'org.jetbrains.kotlin'],
  [/^micrometer-[a-z-]+$/, 'io.micrometer'],
  [/^reactor-(core|test|tools)$/, 'io.projectreactor'],
  [/^reactor-netty[a-z-]*$/, 'io.projectreactor.netty'],
  [/^grpc-[a-z-]+$/, 'io.grpc'],
  [/^opentelemetry-[a-z-]+$/, 'io.opentelemetry'],
  [/^lucene-[a-z-]+$/, 'org.apache.lucene'],
  [/^elasticsearch(-[a-z-]+)?$/, 'org.elasticsearch'],
  [/^okhttp(-[a-z-]+)?$/, 'com.squareup.okhttp3'],
  [/^okio(-[a-z-]+)?$/, 'com.squareup.okio'],
  [/^ojdbc\d+$/, 'com.oracle.database.jdbc'],
  [/^lombok$/, 'org.projectlombok'],
  [/^kafka(_\d\.\d+|-[a-z-]+)$/, 'org.apache.kafka'],
  [/^libthrift$/, 'org.apache.thrift'],
  [/^asm(-(all|analysis|commons|tree|util|xml))?$/, 'org.ow2.asm'],
  [/^armeria(-[a-z0-9.]+)*$/, 'com.linecorp.armeria'],
  [/^lz4-java$/, 'org.lz4'],
  [/^h2$/, 'com.h2database'],
  [/^mysql-connector-java$/, 'mysql'],
]

/**
 * `group:artifact`, with the group as known from the table, else as stated, else the artifact's name, as was the habit
 * when such archives without metadata were made: `commons-io:commons-io`.
 */
export function mavenName(stated: string | undefined, artifact: string): string {
  const known = groups.find(([pattern]) => pattern.test(artifact))?.[1]
  return `${known ?? stated ?? artifact}:${artifact}`
}
