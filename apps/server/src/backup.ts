// `npm run backup -- FILE` and `npm run restore -- FILE`: all that DATABASE_URL names, into a file and back.
import { callBackup } from './backup-call.ts'

process.exitCode = await callBackup(process.argv.slice(2), process.env, console)
