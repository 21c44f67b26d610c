import type { ChildProcess } from 'node:child_process'

const ends = new Set<() => void>()
process.once('exit', () => {
  for (const end of ends) end()
})

/** Ends a child process with this one: a test that is broken off leaves nothing behind. @param end kills it */
export function endWithUs(child: ChildProcess, end: () => void = () => child.kill('SIGKILL')): void {
  ends.add(end)
  child.once('exit', () => ends.delete(end))
}
