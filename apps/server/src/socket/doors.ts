import type { WallNews } from '@woshou/classroom'
import type { ClassHost } from '../live/class/class-host.ts'
import type { Caller } from './caller.ts'

/** What brings phones in, for those who show it; nothing while the doors are closed. */
export function doorsOf(
  { classroom, row }: Pick<ClassHost, 'classroom' | 'row'>,
  { origins }: Pick<Caller, 'origins'>,
): Pick<WallNews, 'code' | 'link' | 'origins'> {
  const open = classroom.doors === 'open'
  return {
    code: open ? row.doors.code : null,
    link: open ? `/join/${row.doors.secret}` : null,
    ...(origins.length > 0 && { origins }),
  }
}
