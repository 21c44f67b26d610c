import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { basename, dirname } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { endWithUs } from '../apps/server/src/testing/end-with-us.ts'
import { dropDatabasesOf } from '../apps/server/src/testing/own-postgres.ts'
import type { Left } from './testing/leave-behind.ts'
import type { Told } from './testing/one-stage.ts'

const program = fileURLToPath(import.meta.resolve('./testing/one-stage.ts'))
const linux = process.platform === 'linux'
if (!linux) console.log('what a run leaves behind is looked for on Linux only')

/** One stage whose run leaves things behind, once it has. */
class BadStage {
  readonly #program: ChildProcess
  readonly #lines: AsyncIterator<string>
  readonly left: Left

  private constructor(child: ChildProcess, lines: AsyncIterator<string>, left: Left) {
    this.#program = child
    this.#lines = lines
    this.left = left
  }

  static async start(then: 'fail' | 'hear' | 'wait'): Promise<BadStage> {
    const child = spawn(process.execPath, [program, then], { stdio: ['ignore', 'pipe', 'inherit'] })
    endWithUs(child)
    const lines = createInterface(child.stdout)[Symbol.asyncIterator]()
    const { value } = await lines.next()
    return new BadStage(child, lines, JSON.parse(`${value}`.replace(/^bad\s*│ /, '')) as Left)
  }

  kill(signal: NodeJS.Signals): void {
    this.#program.kill(signal)
  }

  async says(line: RegExp): Promise<void> {
    for (;;) {
      const { done, value } = await this.#lines.next()
      if (done) throw new Error(`it ended without ${line}`)
      if (line.test(value)) return
    }
  }

  /** What it said at its end. */
  async told(): Promise<Told> {
    let last = ''
    for (;;) {
      const { done, value } = await this.#lines.next()
      if (done) return JSON.parse(last) as Told
      last = value
    }
  }

  /** Whether anything of what its run left is still there. */
  async stays(): Promise<readonly string[]> {
    const run = dirname(this.left.folder)
    const found = [existsSync(run) && `folder ${run}`, runs(this.left.pid) && `process ${this.left.pid}`]
    return [...found.filter((one) => one !== false), ...(await dropDatabasesOf(run))]
  }
}

/** Whether a process runs; one that has ended and that nobody has asked about has no command line. */
function runs(pid: number): boolean {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8') !== ''
  } catch {
    return false
  }
}

/** What `end` has to name: everything that the run has left, and no more. */
const everythingOf = ({ database, folder }: Left) => ({
  processes: [expect.stringContaining(process.execPath)],
  databases: database === null ? [] : [new URL(database).pathname.slice(1)],
  folders: [basename(folder)],
})

describe.runIf(linux)('nothing stays of a stage', () => {
  it('that fails, and what it has left is named', async () => {
    const stage = await BadStage.start('fail')
    const { ended, interrupted, stayed } = await stage.told()
    expect(ended).toMatchObject([{ name: 'bad', status: 3 }])
    expect(interrupted).toBeNull()
    expect(stayed).toEqual(everythingOf(stage.left))
    expect(await stage.stays()).toEqual([])
  })

  it('that Ctrl-C interrupts', async () => {
    const stage = await BadStage.start('hear')
    stage.kill('SIGINT')
    const { ended, interrupted, stayed } = await stage.told()
    expect(ended).toMatchObject([{ name: 'bad', status: 1 }])
    expect(interrupted).toBe('SIGINT')
    expect(stayed.folders).toEqual([basename(stage.left.folder)])
    expect(await stage.stays()).toEqual([])
  })

  it('that does not hear the first Ctrl-C, and is ended by the second', async () => {
    const stage = await BadStage.start('wait')
    stage.kill('SIGINT')
    await stage.says(/SIGINT: ending what is running/)
    stage.kill('SIGINT')
    expect((await stage.told()).interrupted).toBe('SIGINT')
    expect(await stage.stays()).toEqual([])
  })

  it('whose `npm test` is gone at once, as by kill -9', async () => {
    const stage = await BadStage.start('wait')
    stage.kill('SIGKILL')
    // the reaper removes the folder last
    await expect.poll(() => existsSync(dirname(stage.left.folder))).toBe(false)
    expect(await stage.stays()).toEqual([])
  })
})
