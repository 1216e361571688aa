import { readFileSync, writeFileSync } from 'node:fs'

const tick = 10 // milliseconds; Linux counts CPU time of processes in hundredths of a second

/** Resident memory of a process now, in bytes. */
export const residentBytes = (pid: number): number => statusBytes(pid, 'VmRSS')

/** Watches the memory and the CPU time of a process while something happens. */
export function watchProcess(pid: number): () => ProcessUse {
  const before = residentBytes(pid)
  const cpuBefore = cpuMilliseconds(pid)
  // 5 sets the high-water mark of the memory back to what it is now (proc(5), clear_refs).
  writeFileSync(`/proc/${pid}/clear_refs`, '5')
  return () => {
    const peakBytes = statusBytes(pid, 'VmHWM')
    return { peakBytes, growthBytes: peakBytes - before, cpuMs: cpuMilliseconds(pid) - cpuBefore }
  }
}

/** What a process used: most memory, how much more than before, and CPU time of all its threads. */
export interface ProcessUse {
  readonly peakBytes: number
  readonly growthBytes: number
  readonly cpuMs: number
}

function statusBytes(pid: number, field: 'VmRSS' | 'VmHWM'): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  return Number(new RegExp(`${field}:\\s+(\\d+) kB`).exec(status)?.[1]) * 1024
}

function cpuMilliseconds(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) * tick
}
