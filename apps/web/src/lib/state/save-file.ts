/** Hands bytes to the reader as a file to be kept. */
export function saveFile(bytes: Uint8Array, name: string, type: string): void {
  const url = URL.createObjectURL(new Blob([Uint8Array.from(bytes)], { type }))
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  // the download has its own hold on the bytes by the time this runs
  setTimeout(() => URL.revokeObjectURL(url), 60_000)
}
