import type { GivenCommand } from '@woshou/classroom'
import {
  type AddTeacher,
  ClassListSchema,
  ClassSchema,
  CommandAnswerSchema,
  type MakeReturnCode,
  type NewClass,
  OpenedClassSchema,
  ProposalListSchema,
  type QuestionsQuery,
  ReturnCodeSchema,
  RoundListSchema,
  RoundSchema,
  TeacherListSchema,
} from '@woshou/classroom/api'
import * as v from 'valibot'
import { request } from './request.ts'

const path = (id: string) => `/classes/${encodeURIComponent(id)}`
/** What is deleted answers nothing. */
const Nothing = v.unknown()

/** Those that whoever is signed in teaches or may see. */
export const listClasses = () => request(ClassListSchema, '/classes')

export const createClass = (name: string) =>
  request(OpenedClassSchema, '/classes', { body: { name } satisfies NewClass })

export const readClass = (id: string) => request(ClassSchema, path(id))

export const renameClass = (id: string, name: string) =>
  request(ClassSchema, path(id), { method: 'PATCH', body: { name } satisfies NewClass })

/** All of it: its students, rounds, and their sessions. */
export const deleteClass = (id: string) => request(Nothing, path(id), { method: 'DELETE' })

/** For as long again, from now on. */
export const keepClass = (id: string) => request(Nothing, `${path(id)}/keep`, { method: 'POST' })

/** All of its students are called by their pseudonyms from now on. */
export const forgetNames = (id: string) => request(Nothing, `${path(id)}/forget-names`, { method: 'POST' })

/** @param command its id makes it the same one when it is sent again */
export const giveCommand = (id: string, command: GivenCommand) =>
  request(CommandAnswerSchema, `${path(id)}/commands`, { body: command })

/** What the class can be asked, what most got wrong first. @param move that one alone, as it would be asked */
export const listQuestions = (id: string, move?: { readonly session: string; readonly version: number }) =>
  request(ProposalListSchema, `${path(id)}/questions?${new URLSearchParams(move ? asOneMove(move) : {})}`)

const asOneMove = ({ session, version }: { readonly session: string; readonly version: number }) =>
  ({ session, version: `${version}` }) satisfies QuestionsQuery

export const listTeachers = (id: string) => request(TeacherListSchema, `${path(id)}/teachers`)

export const addTeacher = (id: string, login: string, right: AddTeacher['right']) =>
  request(TeacherListSchema, `${path(id)}/teachers`, { body: { login, right } satisfies AddTeacher })

export const removeTeacher = (id: string, account: string) =>
  request(Nothing, `${path(id)}/teachers/${encodeURIComponent(account)}`, { method: 'DELETE' })

/** By what a student comes back on another phone. What was made for them before is dead. */
export const makeReturnCode = (id: string, participant: string) =>
  request(ReturnCodeSchema, `${path(id)}/return-codes`, { body: { participant } satisfies MakeReturnCode })

export const listRounds = (id: string) => request(RoundListSchema, `${path(id)}/rounds`)

export const readRound = (id: string, round: number) => request(RoundSchema, `${path(id)}/rounds/${round}`)
