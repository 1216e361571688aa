import { type Static, Type } from 'typebox'
import type { S3Settings } from '../blobs/s3-settings.ts'

const text = (name: string, description: string) => ({ env: name, description })

/** The settings of object storage; together with the others in config.ts. */
export const s3Properties = {
  s3Bucket: Type.Optional(
    Type.String({
      pattern: '^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$',
      ...text(
        'CHANDLERY_S3_BUCKET',
        'Bucket for layers, manifests and pictures. Unset: they are kept in the data folder.',
      ),
    }),
  ),
  s3Region: Type.String({
    default: 'us-east-1',
    minLength: 1,
    ...text('CHANDLERY_S3_REGION', 'Region of the bucket.'),
  }),
  s3Endpoint: Type.Optional(
    Type.String({
      pattern: '^https?://[^/?#]+/?$',
      ...text(
        'CHANDLERY_S3_ENDPOINT',
        'Address of a store that speaks S3, such as https://minio.example:9000. Unset: AWS.',
      ),
    }),
  ),
  s3ForcePathStyle: Type.Boolean({
    default: false,
    ...text(
      'CHANDLERY_S3_FORCE_PATH_STYLE',
      'true: the bucket stands in the path, not in the host name; most stores other than AWS want it.',
    ),
  }),
  s3Prefix: Type.String({
    default: '',
    pattern: '^([A-Za-z0-9._-]+/)*$',
    ...text('CHANDLERY_S3_PREFIX', 'What keys begin with, ending in "/"; for a bucket that is shared with others.'),
  }),
  s3AccessKeyId: Type.Optional(
    Type.String({
      minLength: 1,
      ...text(
        'CHANDLERY_S3_ACCESS_KEY_ID',
        'Key of the bucket. Unset: AWS_… variables, profile or the role of the machine.',
      ),
    }),
  ),
  s3SecretAccessKey: Type.Optional(
    Type.String({ minLength: 1, ...text('CHANDLERY_S3_SECRET_ACCESS_KEY', 'Secret that belongs to the key.') }),
  ),
  s3Checksums: Type.Union([Type.Literal('when_required'), Type.Literal('when_supported')], {
    default: 'when_required',
    ...text(
      'CHANDLERY_S3_CHECKSUMS',
      'when_required, or when_supported for a store that knows the newer checksums of AWS.',
    ),
  }),
  s3Redirects: Type.Boolean({
    default: false,
    ...text('CHANDLERY_S3_REDIRECTS', 'true: clients fetch whole layers from the bucket itself, by signed addresses.'),
  }),
  s3RedirectSeconds: Type.Integer({
    // As long as a pull token: what was blocked or revoked since cannot be fetched much longer than with the token itself.
    default: 300,
    minimum: 10,
    maximum: 3600,
    ...text(
      'CHANDLERY_S3_REDIRECT_SECONDS',
      'How long a signed address is good, in seconds; a download must begin in that time.',
    ),
  }),
  s3RedirectEndpoint: Type.Optional(
    Type.String({
      pattern: '^https?://[^/?#]+/?$',
      ...text(
        'CHANDLERY_S3_REDIRECT_ENDPOINT',
        'Address of the bucket as clients see it, where it differs from CHANDLERY_S3_ENDPOINT.',
      ),
    }),
  ),
}

const S3Config = Type.Object(s3Properties)
type S3Config = Static<typeof S3Config>

/** The bucket that the settings name; undefined when bytes are kept in the data folder. */
export function s3SettingsOf(config: S3Config): S3Settings | undefined {
  const { s3Bucket, s3Endpoint, s3AccessKeyId, s3SecretAccessKey, s3RedirectEndpoint } = config
  if (s3Bucket === undefined) return undefined
  return {
    bucket: s3Bucket,
    region: config.s3Region,
    forcePathStyle: config.s3ForcePathStyle,
    checksums: config.s3Checksums,
    ...(s3Endpoint !== undefined && { endpoint: s3Endpoint }),
    ...(s3AccessKeyId !== undefined &&
      s3SecretAccessKey !== undefined && {
        credentials: { accessKeyId: s3AccessKeyId, secretAccessKey: s3SecretAccessKey },
      }),
    ...(config.s3Redirects && {
      redirects: {
        seconds: config.s3RedirectSeconds,
        ...(s3RedirectEndpoint !== undefined && { endpoint: s3RedirectEndpoint }),
      },
    }),
  }
}

/** What does not fit together, in sentences. */
export function s3Problems(config: S3Config): string[] {
  const problems: string[] = []
  if ((config.s3AccessKeyId === undefined) !== (config.s3SecretAccessKey === undefined)) {
    problems.push(
      'CHANDLERY_S3_ACCESS_KEY_ID and CHANDLERY_S3_SECRET_ACCESS_KEY belong together. Set both, or neither.',
    )
  }
  if (config.s3Bucket === undefined && (config.s3Endpoint !== undefined || config.s3AccessKeyId !== undefined)) {
    problems.push('CHANDLERY_S3_BUCKET (s3Bucket) is missing: other settings of S3 are there. Name the bucket.')
  }
  return problems
}
