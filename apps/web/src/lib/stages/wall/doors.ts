import type { WallNews } from '@woshou/classroom'

/** How phones get in while the doors are open. */
export interface Doors {
  /** Eight digits. */
  readonly code: string
  /** What is typed into a browser, without the scheme. */
  readonly address: string
  /** What the QR carries: absolute. */
  readonly link: string
  /** The address works on this computer only, and the server knows no other. */
  readonly local: boolean
}

/** A name that is this computer's alone. */
const LOCAL = /^https?:\/\/([^/]+\.)?(localhost|127(\.\d+){3}|\[::1\])(:|$)/

/**
 * What the wall tells of the doors; null while nobody can come in.
 * @param here the page's own origin, for when the server names none that reaches further
 */
export function doorsOf(
  { code, link, origins = [] }: Pick<WallNews, 'code' | 'link' | 'origins'>,
  here: string,
): Doors | null {
  if (code === null || link === null) return null
  const origin = origins[0] ?? here
  return {
    code,
    address: `${origin.replace(/^https?:\/\//, '')}/join`,
    link: new URL(link, origin).href,
    local: LOCAL.test(origin),
  }
}
