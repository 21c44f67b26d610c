import { LoginSchema, type OneTimeLink } from '@woshou/classroom/api'
import * as v from 'valibot'
import { AdminError, calledWrongly, notFound } from './admin-error.ts'
import type { Environment } from './env.ts'
import { keepInvitation, keepReset, keepSetUp } from './one-time-links.ts'
import type { Accounts, StoredAccount } from './storage/accounts.ts'

export const ACCOUNT_USAGE = `  npm run admin -- account list                       one line per account: login, role, name
  npm run admin -- account set-up                     a link by which the first account is made
  npm run admin -- account invite [--admin]           a link by which somebody makes an account
  npm run admin -- account reset LOGIN                a link by which its owner sets a new password
  npm run admin -- account delete LOGIN --yes         deletes an account; its classes go to an admin

LOGIN is the name with which an instructor signs in. Links work once; pass them on yourself.`

/** A call, taken apart. */
export interface AccountCall {
  readonly work: 'list' | 'set-up' | 'invite' | 'reset' | 'delete'
  readonly login: string | null
  readonly admin: boolean
  readonly yes: boolean
}

/** @throws AdminError that names what is wrong */
export function parseAccountCall([work = '', ...rest]: readonly string[], usage: string): AccountCall {
  const wrong = (message: string) => calledWrongly(message, usage)
  if (!isWork(work))
    throw wrong(work === '' ? 'account: say what to do' : `there is no account ${JSON.stringify(work)}`)
  let admin = false
  let yes = false
  const others: string[] = []
  for (const given of rest) {
    if (given === '--admin' && work === 'invite') admin = true
    else if (given === '--yes' && work === 'delete') yes = true
    else if (given.startsWith('-')) throw wrong(`account ${work} takes no ${given}`)
    else others.push(given)
  }
  const login = work === 'reset' || work === 'delete' ? (others.shift() ?? null) : null
  if (others[0] !== undefined) throw wrong(`account ${work}: ${JSON.stringify(others[0])} is too much`)
  if ((work === 'reset' || work === 'delete') && login === null) throw wrong(`account ${work}: name a login`)
  return { work, login, admin, yes }
}

const WORKS: readonly string[] = [
  'list',
  'set-up',
  'invite',
  'reset',
  'delete',
] satisfies readonly AccountCall['work'][]
const isWork = (word: string): word is AccountCall['work'] => WORKS.includes(word)

/** Prints one line, or some. */
export type Print = (lines: string) => void

/** Carries a call out, and prints what comes of it. */
export async function runAccountCall(
  { admin, login, work, yes }: AccountCall,
  accounts: Accounts,
  env: Pick<Environment, 'port' | 'publicOrigins'>,
  print: Print,
): Promise<void> {
  const services = { clock: Date.now, storage: { accounts } }
  const printLink = ({ link, until }: OneTimeLink) => {
    print(`${env.publicOrigins[0] ?? `http://localhost:${env.port}`}${link}`)
    print(`It works once, until ${new Date(until).toISOString()}.`)
  }
  switch (work) {
    case 'list':
      for (const account of await accounts.all()) print(lineOf(account))
      return
    case 'set-up': {
      const link = await keepSetUp(services)
      if (!link) throw new AdminError('There is an account already: invite others with `account invite`.', 2)
      return printLink(link)
    }
    case 'invite':
      return printLink(await keepInvitation(services, admin ? 'admin' : 'instructor'))
    case 'reset':
      return printLink(await keepReset(services, await find(accounts, login)))
    case 'delete': {
      const account = await find(accounts, login)
      if (!yes) {
        print(lineOf(account))
        throw new AdminError('Nothing has been deleted. To delete this account for good, add --yes.', 2)
      }
      const outcome = await accounts.delete(account.id, null)
      if (outcome.deleted) {
        print(`Deleted: 1 × account. Classes that went to an admin: ${outcome.classes}. Backups still hold it.`)
        return
      }
      if (outcome.why === 'unknown') throw notFound(`there is no account ${JSON.stringify(login)}`)
      throw new AdminError('This is the only admin: `account invite --admin` somebody else first.', 2)
    }
  }
}

async function find(accounts: Accounts, typed: string | null): Promise<StoredAccount> {
  const login = v.safeParse(LoginSchema, typed)
  const account = login.success ? await accounts.byLogin(login.output) : null
  if (!account) throw notFound(`there is no account ${JSON.stringify(typed)}`)
  return account
}

/** Quoted as JSON does: nothing in it can be obeyed by a terminal. */
const lineOf = ({ login, name, role }: StoredAccount): string => `${login}  ${role}  ${JSON.stringify(name)}`
