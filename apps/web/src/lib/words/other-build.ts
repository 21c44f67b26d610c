/** The page and the server are of two builds that do not understand each other: only loading the page anew goes on. */
export const ofOtherBuild = (by: string): boolean => by === 'too-old' || by === 'too-new' || by === 'newer-rules'
