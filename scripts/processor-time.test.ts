import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { describe, expect, it } from 'vitest'
import { endWithUs } from '../apps/server/src/testing/end-with-us.ts'
import { ProcessorMeter, ProcessorTime, type ProcessTime, processTimeOf } from './processor-time.ts'

/** Processes by number: their parent and their ticks. */
const processes = (all: Readonly<Record<number, readonly [parent: number, ticks: number]>>) =>
  new Map(Object.entries(all).map(([pid, [parent, ticks]]): [number, ProcessTime] => [Number(pid), { parent, ticks }]))

/** What a run has used after these looks, in seconds. */
function usedAfter(...looks: readonly ReturnType<typeof processes>[]): number {
  const time = new ProcessorTime()
  for (const look of looks) time.look(look)
  return time.seconds
}

describe('a run’s processor time', () => {
  it('is its processes’ own, and that of the children they have waited for', () => {
    const stat = '4711 (a (strange) name) S 815 1 1 0 -1 0 0 0 0 0 100 20 3 4 20 0 1 0 12345'
    expect(processTimeOf(stat)).toEqual({ parent: 815, ticks: 127 })
    expect(usedAfter(processes({ 10: [1, 100], 11: [10, 50] }))).toBe(1.5)
  })

  it('counts once a child that was waited for', () => {
    expect(usedAfter(processes({ 10: [1, 100], 11: [10, 50] }), processes({ 10: [1, 160] }))).toBe(1.6)
  })

  it('goes on counting one that nobody has waited for', () => {
    expect(usedAfter(processes({ 10: [1, 100], 11: [10, 50] }), processes({ 10: [1, 110] }))).toBe(1.6)
    expect(usedAfter(processes({ 10: [1, 100], 11: [10, 50] }), processes({}))).toBe(1.5)
  })

  it('counts once what a child that has gone had waited for before', () => {
    const family = processes({ 10: [1, 100], 11: [10, 50], 12: [11, 30] })
    // both have ended in order: the child's time has come to its parent, and both to theirs
    expect(usedAfter(family, processes({ 10: [1, 185] }))).toBe(1.85)
    // the grandchild was killed with its parent, and only that one was waited for
    expect(usedAfter(family, processes({ 10: [1, 155] }))).toBe(1.85)
  })

  it.runIf(process.platform === 'linux')(
    'is that of the processes that carry its mark, also when they are gone',
    async () => {
      const meter = new ProcessorMeter('WOSHOU_METER_TEST')
      const work = spawn(process.execPath, ['-e', 'for (;;);'], {
        env: { ...process.env, WOSHOU_METER_TEST: 'work' },
        stdio: 'ignore',
      })
      endWithUs(work)
      await expect.poll(() => meter.secondsOf('work')).toBeGreaterThan(0.1)
      expect(meter.secondsOf('another')).toBe(0)
      work.kill('SIGKILL')
      await once(work, 'exit')
      expect(meter.secondsOf('work')).toBeGreaterThan(0.1)
      meter.end()
    },
  )

  it.runIf(process.platform === 'linux')(
    'is also that of processes whose variables say nothing, as a renderer’s, by who has started them',
    async () => {
      const meter = new ProcessorMeter('WOSHOU_METER_TEST')
      const busy = 'for (const parent = process.ppid; process.ppid === parent; );'
      const shell = spawn('sh', ['-c', `env -i "$0" -e '${busy}'; :`, process.execPath], {
        env: { ...process.env, WOSHOU_METER_TEST: 'started' },
        stdio: 'ignore',
      })
      endWithUs(shell)
      await expect.poll(() => meter.secondsOf('started')).toBeGreaterThan(0.1)
      shell.kill('SIGKILL')
      await once(shell, 'exit')
      meter.end()
    },
  )
})
