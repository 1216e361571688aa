/** True for the id of a NuGet package: letters, digits, dots, dashes and underscores, at most 100 of them. */
export function isPackageName(text: string): boolean {
  return /^[A-Za-z0-9_][A-Za-z0-9._-]{0,99}$/.test(text)
}

/** True for a version of NuGet: two to four numbers, and perhaps a label. */
export function isPackageVersion(text: string): boolean {
  return text.length <= 128 && /^\d+(\.\d+){1,3}(-[0-9A-Za-z.-]+)?(\+[0-9A-Za-z.-]+)?$/.test(text)
}
