/**
 * 128 random bits as 22 letters of base64url. Not `crypto.randomUUID`: a class reaches the teacher's laptop by plain
 * http, and there browsers withhold it.
 */
export function randomId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .slice(0, 22)
}
