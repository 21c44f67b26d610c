/** The seed of random tests, named in their titles: `WOSHOU_SEED=7 npm run test:unit -- packages/classroom` takes another. */
export const SEED = Number(process.env.WOSHOU_SEED ?? 20_261_127)
