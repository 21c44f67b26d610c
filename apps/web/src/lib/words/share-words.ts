/** A share, 0 to 1, in whole percent. Only what is all is 100 %, only what is none is 0 %. */
export function shareWords(share: number): string {
  const whole = Math.round(share * 100)
  return `${share < 1 && whole === 100 ? 99 : share > 0 && whole === 0 ? 1 : whole}%`
}
