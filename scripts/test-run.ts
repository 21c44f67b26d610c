// One run of `npm test`: what it starts carries its mark, so that what stays of it is found and ended, however it ended.
// As a program it is the run's reaper: it waits until whoever started it is gone, be it by kill -9, and clears up after it.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statfsSync } from 'node:fs'
import { freemem, tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { dropDatabasesOf } from '../apps/server/src/testing/own-postgres.ts'

/** The variable that marks a run's processes: its value is the run's folder. Tests name their databases after it. */
const MARK = 'WOSHOU_TEST_RUN'

/** Milliseconds: a process that has been told to end is given so long before it counts as one that stayed. */
const GRACE = 5_000

/** Linux's file system in memory. */
const MEMORY = '/dev/shm'
/** Bytes that have to be free there, and in all, for a run to lie in it. Amply, by guess: no run has filled them. */
const ROOM = { there: 2 * 2 ** 30, inAll: 4 * 2 ** 30 }

/**
 * Where a run's folder is made: in memory where that has room, since each of the hundreds of databases of a run syncs
 * every commit, and nobody reads them after it. Not where somebody has said where temporary files go.
 * @param named what TMPDIR says
 * @param memory the file system in memory
 * @param room bytes that have to be free there, and in all
 */
export function placeOfRun(named = process.env.TMPDIR, memory = MEMORY, room = ROOM): string {
  if (named || process.platform !== 'linux' || !existsSync(memory)) return tmpdir()
  const { bavail, bsize } = statfsSync(memory)
  return bavail * bsize >= room.there && freemem() >= room.inAll ? memory : tmpdir()
}

/** What is meant to be there until the run's end: the e2e server's data, and what Playwright and Chromium cache. */
const KEPT = /^(e2e$|playwright-transform-cache|\.org\.chromium|node-compile-cache)/

/** What was still there when everything should have ended; it has been removed by then. */
export interface Stayed {
  readonly processes: readonly string[]
  readonly databases: readonly string[]
  readonly folders: readonly string[]
}

/** A folder and a mark of its own; `environment` goes to every process that the run starts. */
export class TestRun {
  /** Everything temporary lies in it: it is what TMPDIR says. */
  readonly folder: string
  #reaper: ChildProcess | null = null

  static begin(): TestRun {
    const folder = mkdtempSync(join(placeOfRun(), 'woshou-run-'))
    // PostgreSQL's account has its data in a folder within
    chmodSync(folder, 0o755)
    const run = new TestRun(folder)
    run.#reaper = spawn(process.execPath, [import.meta.filename, folder], {
      stdio: ['pipe', 'ignore', 'ignore'],
      detached: true,
    })
    return run
  }

  constructor(folder: string) {
    this.folder = folder
  }

  get environment(): Readonly<Record<string, string>> {
    return { [MARK]: this.folder, TMPDIR: this.folder, TMP: this.folder, TEMP: this.folder }
  }

  /** Ends and deletes what stayed. @param grace milliseconds for what is just ending */
  async end(grace = GRACE): Promise<Stayed> {
    const deadline = performance.now() + grace
    while (this.#processes().length > 0 && performance.now() < deadline) await pause(100)
    const processes = this.#processes()
    for (const { pid } of processes) kill(pid)
    while (this.#processes().length > 0) {
      for (const { pid } of this.#processes()) kill(pid)
      await pause(50)
    }
    const databases = await dropDatabasesOf(this.folder)
    const folders = this.#removeFolders()
    this.#reaper?.stdin?.end('done')
    return { processes: processes.map(({ command }) => command), databases, folders }
  }

  /** Marked processes, on Linux; elsewhere they end with their process group alone. */
  #processes(): { pid: number; command: string }[] {
    if (process.platform !== 'linux') return []
    const marked = `${MARK}=${this.folder}\0`
    return readdirSync('/proc').flatMap((entry) => {
      if (!/^\d+$/.test(entry) || Number(entry) === process.pid) return []
      try {
        if (!readFileSync(`/proc/${entry}/environ`, 'latin1').includes(marked)) return []
        const command = readFileSync(`/proc/${entry}/cmdline`, 'utf8').split('\0').slice(0, 3).join(' ')
        return [{ pid: Number(entry), command }]
      } catch {
        // it has just ended, or is another account's
        return []
      }
    })
  }

  #removeFolders(): string[] {
    // a file system of a test's own lies in it
    const mounts = process.platform === 'linux' ? readFileSync('/proc/mounts', 'utf8').split('\n') : []
    for (const mount of mounts.map((line) => line.split(' ')[1] ?? '').filter((path) => path.startsWith(this.folder)))
      execFileSync('umount', [mount])
    const stayed = readdirSync(this.folder).filter((name) => !KEPT.test(name))
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 })
    return stayed
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

if (import.meta.main) {
  let said = ''
  for await (const chunk of process.stdin) said += chunk
  if (said !== 'done') await new TestRun(process.argv[2] ?? '').end(0)
}
