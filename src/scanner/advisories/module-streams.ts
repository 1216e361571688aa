/** Module streams of the RPM world, such as `nodejs:18`: variants of the same packages side by side (MAT-2). */

/** True for a version that was built for a module: `1:18.14.2-2.module_el8.7.0+3497+c65299e7`. */
export function isModular(version: string): boolean {
  return /\.module[_+]/.test(version)
}

/** The streams that the summary of an erratum names: "Moderate: virt:rhel and virt-devel:rhel security update". */
export function streamsInSummary(summary: string): string[] {
  const words = summary.replace(/^[A-Za-z]+: /, '').split(/[\s,]+/)
  return words.filter((word) => /^[A-Za-z0-9][A-Za-z0-9._+-]*:[A-Za-z0-9][A-Za-z0-9._+-]*$/.test(word))
}

/** The stream in a package URL as Red Hat publishes them: `pkg:rpm/redhat/nodejs?arch=src&rpmmod=nodejs:18`. */
export function streamInPurl(purl: string): string | undefined {
  const value = /[?&]rpmmod=([^&#]{1,200})/.exec(purl)?.[1]
  return value?.replace(/%3a/gi, ':').split(':').slice(0, 2).join(':')
}

/** `name:stream` of a label, which goes on with the module's version and context. */
export function streamOfLabel(label: string): string {
  return label.split(':').slice(0, 2).join(':')
}
