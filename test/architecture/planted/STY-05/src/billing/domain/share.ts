interface Line { amountMinor: number; minor: bigint }

export const fee = (line: Line) => line.amountMinor * 0.2 // planted: STY-05
export const total = (a: Line, b: Line) => a.minor + b.minor // planted: STY-05
export const same = (a: Line, b: Line) => a.minor === b.minor
