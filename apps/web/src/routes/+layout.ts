import { painted } from '#lib/state/painted.ts'

export const ssr = false

/**
 * Lets the words that stand in the HTML be seen before the app is made, which takes a phone longer than a frame: files
 * from a cache or a near server may all be here before anything has been painted.
 */
export async function load(): Promise<void> {
  const seen = performance.getEntriesByName('first-contentful-paint').length > 0
  if (!seen && document.visibilityState === 'visible') await painted()
}
