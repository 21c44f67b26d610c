import type { ChildProcess } from 'node:child_process'

const ends = new Set<() => void>()
process.once('exit', () => {
  for (const end of ends) end()
})
// a runner that gives a test process up tells it so, or is gone itself: neither is an exit by itself
process.once('SIGTERM', () => process.exit(143))
process.once('disconnect', () => process.exit(1))

/** Ends a child process with this one: a test that is broken off leaves nothing behind. @param end kills it */
export function endWithUs(child: ChildProcess, end: () => void = () => child.kill('SIGKILL')): void {
  ends.add(end)
  child.once('exit', () => ends.delete(end))
}
