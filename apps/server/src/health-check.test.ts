import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { endWithUs } from './testing/end-with-us.ts'
import { freePort } from './testing/free-port.ts'
import { TemporaryFolder } from './testing/temporary-folder.ts'

const CHECK = join(import.meta.dirname, 'health-check.ts')

/** Asks once. @returns the exit code */
function check(port: number, folder: TemporaryFolder): Promise<number> {
  const env = { ...process.env, PORT: `${port}`, HEALTH_CHECK_DIR: folder.path }
  const child = spawn(process.execPath, [CHECK], { env, stdio: 'ignore' })
  return once(child, 'exit').then(([code]) => code as number)
}

/** A process that looks like a server of this port and does not answer. */
function hung(port: number): ChildProcess {
  const args = ['-e', 'setInterval(() => {}, 1000)', '--', 'apps/server/src/main.ts']
  const child = spawn(process.execPath, args, { env: { ...process.env, PORT: `${port}` }, stdio: 'ignore' })
  endWithUs(child)
  return child
}

/** Other systems have no list of processes to read; nor do they run the container. */
const linux = existsSync('/proc/self/cmdline')

it.runIf(linux)('ends a server that has not answered six times in a row, and no other', async () => {
  using folder = new TemporaryFolder()
  const [port, elsewhere] = [await freePort(), await freePort()]
  const [silent, other] = [hung(port), hung(elsewhere)]
  const ended = once(silent, 'exit')
  for (let time = 1; time <= 5; time++) expect(await check(port, folder)).toBe(1)
  expect(silent.exitCode ?? silent.signalCode).toBeNull()
  expect(await check(port, folder)).toBe(1)
  expect(await ended).toEqual([null, 'SIGKILL'])
  expect(other.signalCode).toBeNull()
  other.kill('SIGKILL')
})

it('begins to count anew when the server answers', async () => {
  using folder = new TemporaryFolder()
  let status = 500
  const server: Server = createServer((_request, response) => response.writeHead(status).end())
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const { port } = server.address() as AddressInfo
  for (let time = 1; time <= 2; time++) expect(await check(port, folder)).toBe(1)
  status = 200
  expect(await check(port, folder)).toBe(0)
  status = 500
  for (let time = 1; time <= 2; time++) expect(await check(port, folder)).toBe(1)
  expect(readFileSync(folder.file('woshou-health-failures'), 'utf8')).toBe('2')
  // one that has answered that nothing can be stored is unhealthy, and is not ended for it
  status = 503
  expect(await check(port, folder)).toBe(1)
  expect(existsSync(folder.file('woshou-health-failures'))).toBe(false)
  server.close()
})
