import { spawn } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { inject } from 'vitest'
import { endWithUs } from '../../testing/end-with-us.ts'
import { freePort } from '../../testing/free-port.ts'
import { createDatabase, dropDatabase } from '../../testing/own-postgres.ts'
import { findProgram } from '../../testing/program.ts'
import { TemporaryFolder } from '../../testing/temporary-folder.ts'
import { faultTest, inTurn } from '../fault-test.ts'
import { Servers } from '../servers.ts'

const DEPLOY = join(import.meta.dirname, '../../../../../deploy')
const postgresUrl = inject('postgresUrl') ?? ''
const valkeyUrl = inject('valkeyUrl') ?? ''

/** A reverse proxy as deploy/ has it, with this test's ports in it. */
interface Proxy {
  readonly program: string
  /** Its arguments and environment, after its files have been written. */
  prepare(port: number, servers: readonly string[], folder: TemporaryFolder): Started
}
interface Started {
  readonly args: readonly string[]
  readonly env?: Readonly<Record<string, string>>
}

const nginx: Proxy = {
  program: 'nginx',
  prepare(port, servers, folder) {
    const site = readFileSync(join(DEPLOY, 'nginx.conf'), 'utf8')
      .replace('listen 80;', `listen 127.0.0.1:${port};`)
      .replace('listen [::]:80;', '')
      .replace(
        'server 127.0.0.1:3000 max_fails=0;',
        servers.map((server) => `server ${server} max_fails=0;`).join('\n'),
      )
    const bodies = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
      .map((kind) => `${kind}_temp_path ${folder.file(kind)};`)
      .join('\n')
    const config = folder.file('nginx.conf')
    writeFileSync(
      config,
      `daemon off; pid ${folder.file('pid')}; error_log stderr warn; events {}\nhttp { access_log off; ${bodies}\n${site} }`,
    )
    return { args: ['-e', 'stderr', '-c', config] }
  },
}

const caddy: Proxy = {
  program: 'caddy',
  prepare(port, servers, folder) {
    const config = folder.file('Caddyfile')
    // its own administration would listen at one port for all
    writeFileSync(config, `{\nadmin off\n}\n${readFileSync(join(DEPLOY, 'Caddyfile'), 'utf8')}`)
    const env = { SITE: `http://127.0.0.1:${port}`, SERVERS: servers.join(' '), HOME: folder.path }
    return { args: ['run', '--config', config, '--adapter', 'caddyfile'], env }
  },
}

/** Starts it, and waits until a server answers through it. */
async function start(proxy: Proxy, servers: Servers, folder: TemporaryFolder) {
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const hosts = servers.urls.map((server) => new URL(server).host)
  const { args, env } = proxy.prepare(port, hosts, folder)
  const child = spawn(findProgram(proxy.program) ?? '', args, { env: { ...process.env, ...env }, stdio: 'pipe' })
  endWithUs(child)
  let log = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (text) => {
      log = `${log}${text}`.slice(-3_000)
    })
  }
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const through = () =>
    fetch(`${url}/healthz`).then(
      ({ ok }) => ok,
      () => false,
    )
  while (!(await through())) if (child.exitCode !== null) throw new Error(`${proxy.program} did not start:\n${log}`)
  return {
    url,
    log: () => `${proxy.program}:\n${log}`,
    stop: async () => {
      child.kill('SIGTERM')
      await ended
    },
  }
}

for (const proxy of [nginx, caddy]) {
  const found = findProgram(proxy.program) !== null
  if (!found) {
    if (process.env.CI === 'true' && process.env.TEST_SERVICES !== 'optional')
      throw new Error(`no ${proxy.program} on this machine, which .ci/run installs`)
    console.log(`pairs do not play through ${proxy.program}: it is not on this machine`)
  }
  const possible = found && postgresUrl !== '' && valkeyUrl !== ''
  faultTest(`a rolling restart behind ${proxy.program}`, { possible }, async () => {
    const databaseUrl = await createDatabase(postgresUrl)
    const environment = { DATABASE_URL: databaseUrl, VALKEY_URL: valkeyUrl, TRUST_PROXY: '127.0.0.1' }
    const servers = await Servers.start(3, environment)
    const folder = new TemporaryFolder()
    const front = await start(proxy, servers, folder)
    return {
      urls: [front.url],
      databaseUrl,
      prepare: () => servers.hear('connected'),
      fault: async () => {
        for (const index of [0, 1, 2]) {
          await servers.at(index).stop('SIGTERM')
          await servers.restart(index)
        }
      },
      logs: () => `${front.log()}\n${servers.logs()}`,
      close: () =>
        inTurn(
          () => front.stop(),
          () => servers.close(),
          () => dropDatabase(postgresUrl, databaseUrl),
          () => folder[Symbol.dispose](),
        ),
    }
  })
}
