import { match } from '../../scanner/index.ts'
import { resolveImage } from '../../registry/index.ts' // planted: ARC-20

export const all = [match, resolveImage]
