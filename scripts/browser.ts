// Which Chromium the tests use: PLAYWRIGHT_CHROMIUM_PATH, else the one unpacked from the npm package
// @sparticuz/chromium (Linux x64, same version everywhere), else Playwright's own download, else a system browser.
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { chromium } from 'playwright-core'

const root = join(import.meta.dirname, '..')
const packed = dirname(dirname(createRequire(import.meta.url).resolve('@sparticuz/chromium')))
const { version } = createRequire(import.meta.url)(join(packed, 'package.json')) as { version: string }
const unpacked = join(root, '.cache', `chromium-${version}`)
const npmChromium = process.platform === 'linux' && process.arch === 'x64'
const system = [
  '/usr/bin/chromium-headless-shell',
  '/usr/bin/chromium',
  '/usr/bin/google-chrome-stable',
  '/usr/bin/google-chrome',
]

export function browserPath(): string | undefined {
  if (process.env.PLAYWRIGHT_CHROMIUM_PATH) return process.env.PLAYWRIGHT_CHROMIUM_PATH
  if (existsSync(join(unpacked, 'chromium'))) return join(unpacked, 'chromium')
  if (existsSync(chromium.executablePath())) return undefined // Playwright finds its own
  return system.find((p) => existsSync(p))
}

export function launchOptions() {
  const executablePath = browserPath()
  const own = executablePath?.startsWith(unpacked)
  const env = own
    ? {
        ...process.env,
        // bundled nss/nspr/expat: used only where the system has none (appended, so system copies win)
        LD_LIBRARY_PATH: [
          process.env.LD_LIBRARY_PATH,
          '/usr/lib/x86_64-linux-gnu',
          '/lib/x86_64-linux-gnu',
          join(unpacked, 'al2023/lib'),
        ]
          .filter(Boolean)
          .join(':'),
        ...(existsSync('/etc/fonts/fonts.conf') ? {} : { FONTCONFIG_PATH: join(unpacked, 'fonts') }),
      }
    : undefined
  return {
    ...(executablePath ? { executablePath } : {}),
    ...(env ? { env: env as Record<string, string> } : {}),
    args: [
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  }
}

async function unpack() {
  const tmp = `${unpacked}.${process.pid}`
  mkdirSync(tmp, { recursive: true })
  const before = tmpdir()
  process.env.TMPDIR = tmp // the package always writes into os.tmpdir()
  const { default: pack, inflate } = await import('@sparticuz/chromium')
  await pack.executablePath()
  await inflate(join(packed, 'bin/al2023.tar.br'))
  process.env.TMPDIR = before
  // its fonts.conf points at /tmp; ours at the unpacked Open Sans, for machines without fontconfig
  writeFileSync(
    join(tmp, 'fonts/fonts.conf'),
    `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig><dir>${unpacked}/fonts</dir><dir>/usr/share/fonts</dir><cachedir>${unpacked}/fontcache</cachedir></fontconfig>\n`,
  )
  rmSync(unpacked, { recursive: true, force: true })
  renameSync(tmp, unpacked)
}

if (import.meta.main) {
  if (!process.env.PLAYWRIGHT_CHROMIUM_PATH && npmChromium && !existsSync(join(unpacked, 'chromium'))) await unpack()
  try {
    const b = await chromium.launch(launchOptions())
    console.log(`browser for tests: ${browserPath() ?? "Playwright's own"} (Chromium ${b.version()})`)
    await b.close()
  } catch (e) {
    console.error(String(e).split('\n').slice(0, 12).join('\n'))
    console.error(
      '\nNo working Chromium. Either `apt-get install -y chromium`, or `npx playwright install --with-deps chromium`, or set PLAYWRIGHT_CHROMIUM_PATH.',
    )
    process.exit(1)
  }
}
