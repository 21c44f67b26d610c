/** Chinese, Japanese and full-width characters: one em each in every font that has them. */
const FULL_WIDTH = /[\u2e80-\u9fff\uf900-\ufaff\uff00-\uff60\uffe0-\uffe6\u3000-\u303f]/

/** What every other character takes in the ladder's monospace, in em. */
const EM_PER_CHARACTER = 0.6

/**
 * How wide a text of the ladder is, in em: known without a browser, because everything on the ladder is set in one
 * monospace (0.6 em) and one Chinese face (1 em).
 */
export function textWidth(text: string): number {
  let em = 0
  for (const character of text) em += FULL_WIDTH.test(character) ? 1 : EM_PER_CHARACTER
  return em
}
