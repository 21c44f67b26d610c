import { afterAll, afterEach, expect, vi } from 'vitest'
import { page } from 'vitest/browser'
import { cleanup } from 'vitest-browser-svelte'

// Test files share a page, and with it what each would leave changed: components that stand, a size, what is stored.
const { innerWidth, innerHeight } = window

// `vitest-browser-svelte` asks for it once for each time it is loaded, which is once for all files
afterEach(() => cleanup())

afterAll(async () => {
  expect(vi.isFakeTimers(), 'the file’s last test has left the timers to others as fakes').toBe(false)
  vi.unstubAllGlobals()
  localStorage.clear()
  sessionStorage.clear()
  await page.viewport(innerWidth, innerHeight)
})
