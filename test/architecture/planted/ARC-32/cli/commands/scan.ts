import { scanImage } from '../../src/scanner/index.ts'
import { Money } from '../../src/platform/money.ts' // planted: ARC-32

export const all = [scanImage, Money]
