/**
 * Errata are a distribution's notes about new packages, such as `ALSA-2023:0005`, `DSA-5678-1` or `SUSE-SU-2024:1-1`: what
 * they call related is what they fix (ADV-6). Those of the RPM world are also about bug fixes and enhancements (ADV-7).
 * Undefined when an id is not that of an erratum.
 */
export function erratumKind(id: string): 'security' | 'other' | undefined {
  const letter = /^(?:AL|RL|RX|RH|EL)([SBE])A-/.exec(id)?.[1]
  if (letter !== undefined) return letter === 'S' ? 'security' : 'other'
  const update = /^(?:open)?SUSE-([SROF]U)-/.exec(id)?.[1]
  if (update !== undefined) return update === 'SU' ? 'security' : 'other'
  return /^(?:DSA|DLA|ELA|USN|MGASA|OESA|ALAS2?)-/.test(id) ? 'security' : undefined
}
