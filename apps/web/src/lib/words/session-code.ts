/** A code as it is spoken and projected: `4829 1375`. */
export const showCode = (code: string): string => `${code.slice(0, 4)} ${code.slice(4)}`

/** The eight digits in what somebody typed or pasted, full-width digits and a whole link included; null without them. */
export function readCode(typed: string): string | null {
  const narrow = typed.normalize('NFKC')
  const digits = (/join\/(\d{8})\b/.exec(narrow)?.[1] ?? narrow).replaceAll(/[\s\-–—·.]/g, '')
  return /^\d{8}$/.test(digits) ? digits : null
}
