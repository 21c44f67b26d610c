/**
 * The oldest browsers in which Woshou works: what the build is for, what README says, and what whoever comes with less is
 * told. Container queries and modules in workers are why it is these; `app.html` looks for such things themselves.
 */
export const BROWSER_FLOOR = { chrome: '109', firefox: '115', safari: '16.4' } as const

/** The same as Vite's `build.target`. */
export const BUILD_TARGET = Object.entries({ ...BROWSER_FLOOR, edge: BROWSER_FLOOR.chrome }).map(
  ([browser, version]) => `${browser}${version}`,
)
