import { after, days } from '../../platform/clock.ts'

/** How long one paid period lasts. */
export type Period = 'month' | 'year'

/** The end of a period that begins at `start`: a month is 30 days, a year is 12 calendar months, UTC (STO-173). */
export function periodEnd(start: Date, period: Period): Date {
  return period === 'month' ? after(start, days(30)) : sameDayNextYear(start)
}

/** 29 February is followed by 28 February: a period never reaches into a further month. */
function sameDayNextYear(start: Date): Date {
  const end = new Date(start)
  end.setUTCFullYear(start.getUTCFullYear() + 1)
  if (end.getUTCMonth() !== start.getUTCMonth()) end.setUTCDate(0)
  return end
}

/** "3 May 2026" (UTC), as people read it in refusals and state texts. */
export function dayOf(moment: Date): string {
  return moment.toLocaleDateString('en-GB', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' })
}
