import { afterAll, expect, vi } from 'vitest'

// Test files share a process, and with it what each would leave changed: a clock that stands still, a timer that never
// runs out, a variable.
const environment = { ...process.env }
const time = () => [Date, Date.now, performance.now, setTimeout, clearTimeout, setInterval, clearInterval, setImmediate]
const before = time()

afterAll(() => {
  expect(vi.isFakeTimers(), 'the file’s last test has left the timers to others as fakes').toBe(false)
  // whoever does so next would put back what a spy has been put over, a fake timer for instance
  vi.restoreAllMocks()
  const changed = time().flatMap((one, index) => (one === before[index] ? [] : before[index]?.name))
  expect(changed, 'the file has left to others what it had replaced').toEqual([])
  expect({ ...process.env }, 'the file has changed the environment of others').toEqual(environment)
})
