import { dev } from '$app/env'

/**
 * Makes the pages for learning alone work without a network: asks the browser to keep the app's files
 * (`service-worker.ts`), and fetches now what is otherwise fetched when it is needed. Browsers keep files only for https
 * and for localhost. Not done on other pages: most visitors play in pairs, and need a network anyway.
 */
export async function keepForOffline(loadAhead: () => Promise<unknown> = async () => {}): Promise<void> {
  if (!dev) await navigator.serviceWorker?.register('/service-worker.js').catch(() => undefined)
  // What could not be fetched now is fetched when it is needed.
  await loadAhead().catch(() => undefined)
}
