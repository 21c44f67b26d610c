// `npm run browsers`: a pair plays a handshake, with one mistake, in every two engines of this machine, each against each:
// Chromium from the registry, Firefox (firefox-esr) and WebKit (webkit2gtk-driver, xvfb) from Debian. It looks at what has
// differed between them: the mark under a wrong number, and the place of a variable's explanation. Pictures are left in
// .cache/browsers. Arguments name engines that must be there: `npm run browsers -- chromium firefox`.
import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { ROLES, type Role } from '@woshou/session'
import { seatPair } from '../apps/server/src/testing/pair.ts'
import { ServerProcess } from '../apps/server/src/testing/server-process.ts'
import { TemporaryFolder } from '../apps/server/src/testing/temporary-folder.ts'
import { chromium, firefox } from './browsers/by-puppeteer.ts'
import type { EnginePage, Opened } from './browsers/engine.ts'
import { webkit } from './browsers/webkit.ts'

const ENGINES = [chromium, firefox, webkit]
const PICTURES = join(import.meta.dirname, '../.cache/browsers')

/** Milliseconds: for what hangs, not for what is slow. */
const BOUND = 120_000

const asked = process.argv.slice(2)
const unknown = asked.filter((name) => !ENGINES.some((engine) => engine.name === name))
if (unknown.length > 0) {
  console.error(`no engine ${unknown.join(', ')}: there are ${ENGINES.map(({ name }) => name).join(', ')}`)
  process.exit(2)
}

/** Asks the page again until it says so; @throws with what it said last. */
async function until(page: EnginePage, expression: string, expected: unknown): Promise<void> {
  const deadline = performance.now() + BOUND
  let said: unknown
  do {
    said = await page.evaluate(expression)
    if (said === expected) return
  } while (performance.now() < deadline)
  throw new Error(`${expression} is ${JSON.stringify(said)} instead of ${JSON.stringify(expected)}`)
}

const STATE = `document.querySelector('[data-testid=state]')?.textContent.trim()`
const TYPED = 'input[aria-keyshortcuts=T]'

/** The mark of a number that is wrong: what the engine makes of it after its style sheet. */
const MARKED = `getComputedStyle(document.querySelector('.struck') ?? document.body).textDecorationStyle`

/** Pixels between a variable and its explanation, both ways. */
const APART = `(() => {
  const button = [...document.querySelectorAll('[popovertarget]')].find((b) => b.textContent.includes('RCV.NXT') || b.ariaLabel?.includes('RCV.NXT'))
  button.click()
  const slip = document.getElementById(button.getAttribute('popovertarget')).getBoundingClientRect()
  const own = button.getBoundingClientRect()
  button.click()
  const gap = (a, b, c, d) => Math.max(0, c - b, a - d)
  return Math.round(Math.max(gap(own.left, own.right, slip.left, slip.right), gap(own.top, own.bottom, slip.top, slip.bottom)))
})()`

/** Pixels at most between a variable and its explanation. */
const NEAR = 40

async function play(url: string, ends: Readonly<Record<Role, Opened>>, name: string): Promise<void> {
  const { seats, session } = await seatPair(url, { scenario: 'three-way-handshake', pace: 0.1 })
  await Promise.all(
    ROLES.map(async (role) => {
      const { page } = ends[role]
      await page.goto(url)
      const seat = { session, role, token: seats[role].token, name: role, takenAt: Date.now() }
      await page.evaluate(`localStorage.setItem('woshou:seats', ${JSON.stringify(JSON.stringify([seat]))})`)
      const locale = role === 'client' ? 'en' : 'zh-CN'
      await page.evaluate(`localStorage.setItem('PARAGLIDE_LOCALE', ${JSON.stringify(locale)})`)
      await page.evaluate(`localStorage.setItem('woshou:numbers', '"absolute"')`)
      await page.goto(`${url}/s/${session}`)
    }),
  )
  const client = ends.client.page
  const server = ends.server.page
  const inState = async (page: EnginePage, state: string) => until(page, STATE, state)
  await inState(client, 'CLOSED')
  await inState(server, 'LISTEN')
  await client.type(TYPED, 'SYN seq=100\n')
  await inState(client, 'SYN-SENT')
  await inState(server, 'SYN-RECEIVED')
  // a mistake: the note stands there, the number is marked, the state is as it was
  await server.type(TYPED, 'SYN,ACK seq=300 ack=100\n')
  await until(server, `document.querySelector('.struck') !== null`, true)
  await until(server, MARKED, 'wavy')
  await until(server, `${APART} <= ${NEAR}`, true)
  await server.screenshot(join(PICTURES, `${name}-mistake.png`))
  await server.evaluate(`(document.querySelector('${TYPED}').select(), null)`)
  await server.type(TYPED, 'SYN,ACK seq=300 ack=101\n')
  await inState(client, 'ESTABLISHED')
  await client.type(TYPED, 'ACK seq=101 ack=301\n')
  await until(server, `document.body.innerText.includes('ESTABLISHED')`, true)
  await client.screenshot(join(PICTURES, `${name}-client.png`))
  await server.screenshot(join(PICTURES, `${name}-server.png`))
}

rmSync(PICTURES, { recursive: true, force: true })
mkdirSync(PICTURES, { recursive: true })
const found = ENGINES.filter(({ missing, name }) => {
  if (missing) console.log(`${name}: not tried, ${missing}`)
  return !missing
})
const absent = asked.filter((name) => !found.some((engine) => engine.name === name))
const used = asked.length > 0 ? found.filter(({ name }) => asked.includes(name)) : found

using folder = new TemporaryFolder()
const server = await ServerProcess.start({ DATABASE_URL: `file:${folder.file('woshou.db')}` })
try {
  for (const first of used) {
    for (const second of used) {
      const ends = { client: await first.open(), server: await second.open() }
      const name = `${first.name}-${second.name}`
      try {
        await play(server.url, ends, name)
        console.log(`${name}: played (${ends.client.version} against ${ends.server.version})`)
      } catch (error) {
        process.exitCode = 1
        console.error(`${name}: ${(error as Error).message}`)
        await ends.server.page.screenshot(join(PICTURES, `${name}-failed.png`))
      } finally {
        await ends.client.close()
        await ends.server.close()
      }
    }
  }
} finally {
  await server.stop('SIGTERM')
}
if (absent.length > 0) {
  console.error(`asked for and not here: ${absent.join(', ')}`)
  process.exitCode = 1
}
