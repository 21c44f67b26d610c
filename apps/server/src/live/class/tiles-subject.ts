/** Where servers say of which classes they want the tiles: every server hears it, whether it has such a class or not. */
export const CLASSES = 'classes'

/** Where a class's tiles are said: for those who watch it alone. */
export const tilesOf = (classId: string): string => `tiles:${classId}`
