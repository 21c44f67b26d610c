/** The seed of random tests, named in their titles: `WOSHOU_SEED=7 npm run test:unit -- packages/classroom` takes another. */
export const SEED = Number(process.env.WOSHOU_SEED ?? 20_261_127)

/** Numbers from 0 to 1 that are the same for the same seed (mulberry32). */
export function generator(seed: number): () => number {
  let state = seed | 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 0x1_0000_0000
  }
}
