/** The cookie of an instructor's browser. */
export const LOGIN_COOKIE = 'woshou_login'

/** The cookie of a student's browser: 128 random bits, of which the server keeps nothing but hashes. */
export const PHONE_COOKIE = 'woshou_phone'
