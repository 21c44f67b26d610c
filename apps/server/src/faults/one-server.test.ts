import { execFileSync } from 'node:child_process'
import { closeSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { putMigratedFile } from '../testing/migrated-file.ts'
import { TemporaryFolder } from '../testing/temporary-folder.ts'
import { faultTest, inTurn } from './fault-test.ts'
import { killed } from './one-server.ts'
import { until } from './play-through.ts'
import { Servers } from './servers.ts'

faultTest('kill -9 of the only server, SQLite', { possible: true }, () => {
  const folder = new TemporaryFolder()
  return killed(`file:${folder.file('woshou.db')}`, async () => folder[Symbol.dispose]())
})

/** A file system of its own, which can be filled: only root may make one. */
const mayMount = process.platform === 'linux' && process.getuid?.() === 0 && canMount()
if (!mayMount) console.log('the test of a full disk is skipped: it mounts a tmpfs, which only root on Linux may')

faultTest('disk full, SQLite', { possible: mayMount }, async () => {
  const folder = new TemporaryFolder()
  const disk = folder.file('disk')
  const ballast = folder.file('disk/ballast')
  mkdirSync(disk)
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=48m', 'tmpfs', disk])
  const file = folder.file('disk/woshou.db')
  const databaseUrl = `file:${file}`
  await putMigratedFile(file)
  const servers = await Servers.start(1, { DATABASE_URL: databaseUrl })
  let fresh = true
  return {
    urls: servers.urls,
    databaseUrl,
    prepare: async () => {
      if (!fresh) {
        // closing empties the write-ahead log, which otherwise has room for some more moves
        await servers.at(0).stop('SIGTERM')
        await servers.restart(0)
      }
      fresh = false
    },
    fault: async (random, { students }) => {
      fill(ballast)
      try {
        // the log tells failures by their number, every ten seconds: it says only that there are some
        await until(
          students,
          () => students.some(({ errors }) => errors > 0) && servers.at(0).log().includes('disk is full'),
        )
        await pause(random() * 1_000)
      } finally {
        rmSync(ballast)
      }
    },
    logs: () => servers.logs(),
    close: () =>
      inTurn(
        () => servers.close(),
        () => void execFileSync('umount', [disk]),
        () => folder[Symbol.dispose](),
      ),
  }
})

/** Writes until nothing more fits. */
function fill(file: string): void {
  const handle = openSync(file, 'w')
  for (let size = 1 << 20; size >= 4_096; ) {
    try {
      if (writeSync(handle, Buffer.alloc(size)) < size) size /= 2
    } catch {
      size /= 2
    }
  }
  closeSync(handle)
}

function canMount(): boolean {
  using folder = new TemporaryFolder()
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', folder.path], { stdio: 'ignore' })
    execFileSync('umount', [folder.path])
    return true
  } catch {
    return false
  }
}
