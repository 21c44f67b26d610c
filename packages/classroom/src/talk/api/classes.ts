import { nameOfUpTo } from '@woshou/session/api'
import * as v from 'valibot'
import { AccountIdSchema, ClassIdSchema } from '../../facts/ids.ts'

/** What an account may do in one class. A viewer sees everything and changes nothing. */
export const CLASS_RIGHTS = ['owner', 'teacher', 'viewer'] as const
export type ClassRight = (typeof CLASS_RIGHTS)[number]
export const ClassRightSchema = v.picklist(CLASS_RIGHTS)

/** What a class is called: as a teacher writes it on a timetable. */
export const ClassNameSchema = /* @__PURE__ */ nameOfUpTo(80)

/** `POST /api/classes`. */
export const NewClassSchema = v.strictObject({ name: ClassNameSchema })
export type NewClass = v.InferInput<typeof NewClassSchema>

/** Where phones reach the server whose own machine calls it `localhost`, the likeliest first; see `networkOrigins`. */
const origins = v.optional(v.array(v.string()))

/** A new class with what brings phones to it. */
export const OpenedClassSchema = v.object({
  class: ClassIdSchema,
  /** Eight digits. */
  code: v.string(),
  /** The path of a page, `/join/SECRET`, with a secret of 22 letters that nobody guesses: for the QR. */
  link: v.string(),
  origins,
})
export type OpenedClass = v.InferOutput<typeof OpenedClassSchema>

export const ClassParamsSchema = v.object({ id: ClassIdSchema })

/** One class, as a list and its own page show it. */
export const ClassSchema = v.object({
  class: ClassIdSchema,
  name: v.string(),
  right: ClassRightSchema,
  /** Null while nobody can come in. */
  code: v.nullable(v.string()),
  link: v.nullable(v.string()),
  origins,
  /** Milliseconds since 1970, UTC. */
  createdAt: v.number(),
  usedAt: v.number(),
  /** When it will be deleted; null: never. */
  deleteAt: v.nullable(v.number()),
  students: v.number(),
  rounds: v.number(),
})
export type ClassSummary = v.InferOutput<typeof ClassSchema>
export const ClassListSchema = v.array(ClassSchema)

/** What `POST /api/classes/:id/commands` answers: the class's version after it. */
export const CommandAnswerSchema = v.object({ version: v.number() })

/** `GET` and `POST /api/classes/:id/teachers`; `DELETE /api/classes/:id/teachers/:account`. */
export const TeacherSchema = v.object({
  account: v.string(),
  login: v.string(),
  name: v.string(),
  right: ClassRightSchema,
})
export const TeacherListSchema = v.array(TeacherSchema)
export const TeacherParamsSchema = v.object({ id: ClassIdSchema, account: AccountIdSchema })
export const AddTeacherSchema = v.strictObject({ login: v.string(), right: v.picklist(['teacher', 'viewer']) })
export type AddTeacher = v.InferInput<typeof AddTeacherSchema>
