/** How long something took, in whole seconds and minutes. */
export function durationWords(milliseconds: number, locale: string): string {
  const seconds = Math.max(1, Math.round(milliseconds / 1000))
  const chinese = locale.startsWith('zh')
  const part = (value: number, unit: 'second' | 'minute') => {
    // Chinese has "2秒钟" for the long form; in print a number stands apart from the word
    const said = new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: chinese ? 'short' : 'long' })
    return said.format(value).replace(/(\d)(?=\p{Script=Han})/u, '$1 ')
  }
  if (seconds < 60) return part(seconds, 'second')
  const rest = seconds % 60
  return rest === 0
    ? part(seconds / 60, 'minute')
    : `${part(Math.floor(seconds / 60), 'minute')} ${part(rest, 'second')}`
}
