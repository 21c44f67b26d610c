/** A code as it is spoken and projected: `4829 1375`. */
export const showCode = (code: string): string => `${code.slice(0, 4)} ${code.slice(4)}`

/**
 * What opens a door in what somebody typed or pasted: the eight digits, full-width ones included, or what a whole link ends
 * in, its secret perhaps; null without them.
 */
export function readCode(typed: string): string | null {
  const narrow = typed.normalize('NFKC')
  const linked = /join\/(\d{8}|[\w-]{22})(?![\w-])/.exec(narrow)?.[1]
  if (linked) return linked
  const digits = narrow.replaceAll(/[\s\-–—·.]/g, '')
  return /^\d{8}$/.test(digits) ? digits : null
}

/** The four letters of a return code in what somebody typed, whatever the keyboard; null without them. */
export function readReturnCode(typed: string): string | null {
  const letters = typed
    .normalize('NFKC')
    .replaceAll(/[\s\-–—·.]/g, '')
    .toUpperCase()
  return /^[A-Z]{4}$/.test(letters) ? letters : null
}
