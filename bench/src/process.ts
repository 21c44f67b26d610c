import { readFileSync } from 'node:fs'

/** Linux counts processor time in hundredths of a second (USER_HZ). */
const MICROSECONDS_PER_TICK = 10_000

/** Processor time that a process has used in all its threads, in user space and in the kernel; microseconds. */
export function cpuOf(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  // the name, in parentheses, may hold spaces; utime and stime are fields 14 and 15
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) * MICROSECONDS_PER_TICK
}

/** Memory of a process that is in RAM, bytes. */
export function residentOf(pid: number): number {
  const [, kilobytes = '0'] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
  return Number(kilobytes) * 1_024
}
