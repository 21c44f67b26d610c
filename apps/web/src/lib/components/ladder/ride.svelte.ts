import type { Track } from './track.ts'

/** Play time as of a look at the clock, and how fast it has run since. */
export interface Motion {
  /** ms */
  readonly now: number
  /** Play time per time: 0 where it stands still, or where readers prefer less motion. */
  readonly rate: number
  /** When it was looked at, `performance.now()`. */
  readonly at: number
}

/** Milliseconds by which what moves may be off before it is put right: a frame or two are not seen. */
const OFF = 80

/**
 * Has an element ride along its track as play time runs. The browser's compositor moves it: nothing is laid out or
 * painted, and no script runs, until the time jumps or runs at another rate.
 */
export function ride(track: Track, motion: () => Motion): (element: Element) => () => void {
  return (element) => {
    const duration = track.to - track.from
    const animation = element.animate(
      track.frames.map((frame) => ({ ...frame })),
      { duration, fill: 'both' },
    )
    animation.pause()
    $effect(() => {
      const { at, rate, ...looked } = motion()
      const now = looked.now + (performance.now() - at) * rate
      const due = Math.min(Math.max(now - track.from, 0), duration)
      const off = Math.abs(Number(animation.currentTime ?? 0) - due)
      if (rate <= 0 || due >= duration || now < track.from) {
        if (animation.playState !== 'paused') animation.pause()
        if (off > 0) animation.currentTime = due
        return
      }
      if (animation.playbackRate !== rate) animation.updatePlaybackRate(rate)
      if (off > OFF * rate || animation.playState === 'paused') animation.currentTime = due
      if (animation.playState === 'paused') animation.play()
    })
    return () => animation.cancel()
  }
}
