import type { Ladder } from '@woshou/session'
import type { Drawing, LayoutOptions } from './drawing.ts'
import { order } from './knots.ts'
import { type Guess, learn, unstick } from './settle.ts'
import { measure } from './sheet.ts'
import { walk } from './walk.ts'

const MOST_PASSES = 30

/**
 * The ladder as geometry. Pure: the same model and width give the same drawing. Time runs down and never back; how fast it runs gives way to legibility: where
 * much happens at once it is stretched until no label touches another, where nothing happens it is compressed, and a
 * break says how much was left out.
 */
export function layout(model: Ladder, options: LayoutOptions): Drawing {
  const metrics = measure(options)
  const knots = order(model, options.perspective)
  let guess: Guess = { slopes: new Map(), crossing: new Set(), extra: new Map() }
  let drawing = walk(model, options, metrics, knots, guess)
  // Labels wrap where lines cross, and need room by their slope: both are known only afterwards. What is learnt only
  // ever grows, so this settles soon.
  for (let passes = 0; passes < MOST_PASSES; passes++) {
    const learnt = learn(drawing, guess) ?? unstick(drawing, guess)
    if (!learnt) break
    guess = learnt
    drawing = walk(model, options, metrics, knots, guess)
  }
  return drawing
}
