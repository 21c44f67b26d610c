/** A clock's digits: `7:05`, `1:02:40`. What is left is said until it is over, what has passed once it has. */
export function clockWords(ms: number, kind: 'left' | 'elapsed'): string {
  const seconds = kind === 'left' ? Math.ceil(ms / 1000) : Math.floor(ms / 1000)
  const [h, m, s] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60]
  const two = (value: number) => String(value).padStart(2, '0')
  return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`
}
