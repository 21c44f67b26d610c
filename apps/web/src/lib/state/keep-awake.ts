/**
 * Asks that the screen stays on while the page is seen: a projected page is never touched. Where a browser will not (over
 * http, with a low battery) it is as before. Gives what ends it.
 */
export function keepAwake(): () => void {
  let lock: { release(): Promise<void> } | null = null
  let ended = false
  const ask = async () => {
    if (ended || document.visibilityState !== 'visible' || !('wakeLock' in navigator)) return
    // the browser says no by throwing, and takes the lock away by itself whenever the page is hidden
    const got = await navigator.wakeLock.request('screen').catch(() => null)
    if (ended) await got?.release()
    else lock = got
  }
  const again = () => void ask()
  again()
  document.addEventListener('visibilitychange', again)
  return () => {
    ended = true
    document.removeEventListener('visibilitychange', again)
    void lock?.release()
  }
}
