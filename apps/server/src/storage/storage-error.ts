/** Thrown at boot: says which database can't be used, why, and what to do. */
export class StorageError extends Error {}
