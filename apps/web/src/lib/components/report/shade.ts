/** How dark a cell of the board is, and which pattern it has: 0 none of the students, 4 a third of them or more. */
export type Shade = 0 | 1 | 2 | 3 | 4

/** Where each shade but the first begins, as a share of the class: the legend names them. */
export const SHADES_FROM = [
  [1, 0],
  [2, 0.1],
  [3, 0.2],
  [4, 1 / 3],
] as const satisfies readonly (readonly [Shade, number])[]

/** @param of how many students there are in all */
export function shadeOf(students: number, of: number): Shade {
  if (students === 0) return 0
  // of an unknown number they are all
  const share = of > 0 ? students / of : 1
  return SHADES_FROM.reduce<Shade>((darkest, [shade, from]) => (share >= from ? shade : darkest), 1)
}
