export const fee = (line: Line) => line.amountMinor * 0.2 // planted: STY-05
export const total = (a: Line, b: Line) => a.price.minor + b.price.minor // planted: STY-05
export const sum = (net: Money, sums: bigint[]) => sums.reduce((all, one) => all + one, net.minor)
export const row = (line: Row) => line.net_minor / 2n // planted: STY-05
export const same = (a: Money, b: Money) => a.minor === b.minor
export const findings = (scan: Totals) => scan.critical + scan.major + scan.minor
