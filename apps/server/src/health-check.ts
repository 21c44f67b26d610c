// What a container asks every ten seconds: whether the server answers. A container that is unhealthy is not started anew
// by Docker; one whose server has ended is. So a server that has not answered for a minute is ended from here.
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Failures in a row: a minute of Docker's interval. A database that is away for a moment is no reason. */
const PATIENCE = 6
const port = process.env.PORT || '3000'
const failures = join(process.env.HEALTH_CHECK_DIR ?? tmpdir(), 'woshou-health-failures')

/** The numbers of the processes that run the server at this port: in a container, the one. */
function servers(): number[] {
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => pid > 1 && pid !== process.pid && isServer(pid))
}

function isServer(pid: number): boolean {
  try {
    const read = (file: string) => readFileSync(`/proc/${pid}/${file}`, 'utf8').split('\0')
    if (!read('cmdline').some((argument) => argument.endsWith('apps/server/src/main.ts'))) return false
    return (
      (read('environ')
        .find((variable) => variable.startsWith('PORT='))
        ?.slice(5) || '3000') === port
    )
  } catch {
    return false // another user's, or it has just ended
  }
}

function failedBefore(): number {
  try {
    return Number(readFileSync(failures, 'utf8')) || 0
  } catch {
    return 0 // the first failure
  }
}

const answer = await fetch(`http://127.0.0.1:${port}/healthz`, { signal: AbortSignal.timeout(4_000) }).catch(() => null)
// One that says it can't store has answered: starting it anew would help neither the disk nor the students.
if (answer?.ok || answer?.status === 503) {
  rmSync(failures, { force: true })
  process.exitCode = answer.ok ? 0 : 1
} else {
  const count = failedBefore() + 1
  writeFileSync(failures, `${count}`)
  process.exitCode = 1
  console.error(`no answer from the server (${count} of ${PATIENCE})`)
  if (count >= PATIENCE) {
    rmSync(failures)
    // one that hangs hears no SIGTERM
    for (const pid of servers()) process.kill(pid, 'SIGKILL')
  }
}
