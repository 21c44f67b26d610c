/** What the facts of this build are called in a class's first event: a log that a newer build began is not folded. */
export const CLASS_VERSION = 1
