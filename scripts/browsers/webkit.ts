import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { globSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import { endWithUs } from '../../apps/server/src/testing/end-with-us.ts'
import { freePort } from '../../apps/server/src/testing/free-port.ts'
import { findProgram } from '../../apps/server/src/testing/program.ts'
import type { Engine } from './engine.ts'

/** WebKitGTK, driven by the W3C's WebDriver: the few commands that a pair needs, over HTTP. */
const driver = findProgram('WebKitWebDriver')
const screen = findProgram('Xvfb')
const browser = globSync('/usr/lib/*/webkit2gtk-4.*/MiniBrowser')[0]

/** The key and the name under which WebDriver knows Enter and elements. */
const ENTER = '\uE007'
const ELEMENT = 'element-6066-11e4-a52e-4f735466cecf'

/** A display that nobody sees. @returns its name, and what ends it */
async function hiddenScreen() {
  const child = spawn(screen ?? '', ['-displayfd', '1', '-screen', '0', '1280x1000x24', '-nolisten', 'tcp'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  endWithUs(child)
  const [number] = (await once(createInterface(child.stdout), 'line')) as [string]
  return { display: `:${number}`, end: () => child.kill() }
}

export const webkit: Engine = {
  name: 'webkit',
  missing: driver && screen && browser ? null : 'no WebKitWebDriver (Debian: apt-get install webkit2gtk-driver xvfb)',
  async open() {
    const { display, end } = await hiddenScreen()
    const port = await freePort()
    const env = { ...process.env, DISPLAY: display }
    const child = spawn(driver ?? '', [`--port=${port}`], { env, stdio: 'ignore', detached: true })
    const endGroup = () => child.pid !== undefined && process.kill(-child.pid, 'SIGKILL')
    endWithUs(child, endGroup)

    async function say(method: 'GET' | 'POST' | 'DELETE', path: string, body?: object): Promise<unknown> {
      const response = await fetch(`http://127.0.0.1:${port}${path}`, {
        method,
        ...(body && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
      })
      const { value } = (await response.json()) as { value: { message?: string } | null }
      if (!response.ok) throw new Error(`WebDriver ${method} ${path}: ${response.status} ${value?.message}`)
      return value
    }

    const ready = () =>
      say('GET', '/status').then(
        () => true,
        () => false,
      )
    while (!(await ready())) if (child.exitCode !== null) throw new Error('WebKitWebDriver has ended')
    const options = { binary: browser, args: ['--automation'] }
    const capabilities = { alwaysMatch: { 'webkitgtk:browserOptions': options } }
    const begun = (await say('POST', '/session', { capabilities })) as {
      sessionId: string
      capabilities: { browserName: string; browserVersion: string }
    }
    const session = `/session/${begun.sessionId}`
    await say('POST', `${session}/window/rect`, { width: 1280, height: 900 })
    return {
      version: `WebKitGTK ${begun.capabilities.browserVersion}`,
      page: {
        goto: async (url) => {
          await say('POST', `${session}/url`, { url })
        },
        evaluate: (expression) => say('POST', `${session}/execute/sync`, { script: `return ${expression}`, args: [] }),
        async type(selector, text) {
          const found = (await say('POST', `${session}/element`, { using: 'css selector', value: selector })) as {
            [ELEMENT]: string
          }
          const value = { text: text.replaceAll('\n', ENTER) }
          await say('POST', `${session}/element/${found[ELEMENT]}/value`, value)
        },
        async screenshot(file) {
          await writeFile(file, Buffer.from((await say('GET', `${session}/screenshot`)) as string, 'base64'))
        },
      },
      async close() {
        await say('DELETE', session)
        const ended = once(child, 'exit')
        endGroup()
        await ended
        end()
      },
    }
  },
}
