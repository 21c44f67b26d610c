/** So long before it a class's deletion is announced, ms. */
const ANNOUNCED = 14 * 86_400_000

/** Whether a class will be deleted so soon that its teachers are to be told. @param deleteAt ms since 1970; null: never */
export const isSoonDeleted = (deleteAt: number | null, now: number): boolean =>
  deleteAt !== null && deleteAt - now <= ANNOUNCED
