import type { Accounts } from './accounts.ts'
import type { Ballots } from './ballots.ts'
import type { Classes, ClassLog } from './classes.ts'
import type { Directory } from './directory.ts'
import type { Remarks } from './remarks.ts'
import type { Results } from './results.ts'
import type { Review } from './review.ts'
import type { SessionLog } from './session-log.ts'
import type { ShareLinks } from './share-links.ts'

/** What the server stores in. */
export interface Storage {
  readonly log: SessionLog
  readonly directory: Directory
  readonly classLog: ClassLog
  readonly accounts: Accounts
  readonly classes: Classes
  readonly ballots: Ballots
  readonly shareLinks: ShareLinks
  readonly results: Results
  readonly review: Review
  readonly remarks: Remarks
  /** Stores a session and deletes it again in one transaction, as durably as a move. Throws when nothing can be stored. */
  probe(): Promise<void>
  close(): Promise<void>
}
