/** What the list of students can be ordered by. */
export const STUDENT_COLUMNS = [
  'student',
  'sessions',
  'unfinished',
  'tries',
  'firstTry',
  'wrong',
  'hints',
  'revealed',
  'time',
  'points',
] as const
export type StudentColumn = (typeof STUDENT_COLUMNS)[number]

export interface StudentOrder {
  readonly by: StudentColumn
  readonly descending: boolean
}

type Figures = { readonly [column in Exclude<StudentColumn, 'student'>]: number | null }

/**
 * Students in order. Who has nothing in a column comes last, whichever way it is ordered; who has the same stays in the order
 * of names, which are compared as the language does, numbers by their value: Amber 2, Amber 12.
 * @param called what each of them is called on the page
 */
export function studentsInOrder<Student extends Figures>(
  students: readonly Student[],
  { by, descending }: StudentOrder,
  called: (student: Student) => string,
  locale: string,
): readonly Student[] {
  const names = new Intl.Collator(locale, { numeric: true })
  const compareNames = (a: Student, b: Student) => names.compare(called(a), called(b))
  const way = descending ? -1 : 1
  return [...students].sort((a, b) => {
    if (by === 'student') return way * compareNames(a, b)
    const [one, other] = [a[by], b[by]]
    if (one === null || other === null) return Number(one === null) - Number(other === null) || compareNames(a, b)
    return way * (one - other) || compareNames(a, b)
  })
}

/** The order after the head of a column was pressed: the other way round, or first what one looks for there. */
export const pressed = (order: StudentOrder, by: StudentColumn): StudentOrder =>
  order.by === by ? { by, descending: !order.descending } : { by, descending: by !== 'student' && by !== 'firstTry' }
