import { statSync } from 'node:fs'

/** What is stored now would be in a file that nobody finds: nothing is said to be stored. */
class FileLost extends Error {
  constructor(name: string) {
    super(
      `${name} is no longer the file that was opened: it has been deleted or replaced. Nothing is stored until it is ` +
        'back; else stop the server, put the database or a backup in its place, and start it again',
    )
  }
}

/**
 * Compares an open SQLite file with what its path names, as SQLite's own HAS_MOVED does, and its write-ahead log likewise:
 * an open file that was deleted takes whatever is written, and is gone with the process.
 * @param file has just been opened
 * @returns throws while the path names something else
 */
export function watchFile(file: string): () => void {
  const opened = new Map<string, bigint>()
  const look = () => {
    for (const name of [file, `${file}-wal`]) {
      const inode = statSync(name, { bigint: true, throwIfNoEntry: false })?.ino
      const known = opened.get(name)
      // the log comes with the first transaction
      if (known === undefined && inode !== undefined) opened.set(name, inode)
      else if (known !== inode) throw new FileLost(name)
    }
  }
  look()
  return look
}
