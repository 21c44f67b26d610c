/** How long something took, in whole seconds and minutes. */
export function durationWords(milliseconds: number, locale: string): string {
  const seconds = Math.max(1, Math.round(milliseconds / 1000))
  const part = (value: number, unit: 'second' | 'minute') =>
    new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'long' }).format(value)
  if (seconds < 60) return part(seconds, 'second')
  const rest = seconds % 60
  return rest === 0
    ? part(seconds / 60, 'minute')
    : `${part(Math.floor(seconds / 60), 'minute')} ${part(rest, 'second')}`
}
