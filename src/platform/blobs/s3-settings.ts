/** Where a bucket is and how to speak to it (settings `s3…`, src/platform/config/config.ts). */
export interface S3Settings {
  readonly bucket: string
  readonly region: string
  /** Address of a store other than AWS: "https://minio.example:9000". */
  readonly endpoint?: string
  /** The bucket in the path instead of the host name; most stores other than AWS want it. */
  readonly forcePathStyle: boolean
  /** Set: these keys. Unset: what the SDK finds (environment, profile, instance role). */
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string }
  /** Several compatible stores refuse the checksums that the SDK would add by itself (STK-13). */
  readonly checksums: 'when_required' | 'when_supported'
  readonly redirects?: S3Redirects
}

/** Clients are sent to the bucket for whole blobs, by addresses that are good for a while. */
export interface S3Redirects {
  /** How long an address is good, in seconds. */
  readonly seconds: number
  /** The bucket's address as clients see it, where it differs from `endpoint`. */
  readonly endpoint?: string
}
