import { describe, expect, test } from 'vitest'
import { almalinux, componentOf, rangeOf, readAdvisory } from '../testing/fake-advisories.ts'
import { match } from './match.ts'

const entry = (name: string, fixed: string) => ({
  package: { ecosystem: 'AlmaLinux:8', name },
  ...rangeOf({ introduced: '0' }, { fixed }),
})
const node18 = readAdvisory({
  id: 'ALSA-2023:1583',
  summary: 'Moderate: nodejs:18 security, bug fix, and enhancement update',
  related: ['CVE-2022-25881', 'CVE-2023-23918'],
  affected: [entry('nodejs', '1:18.14.2-2.module_el8.7.0+3497+c65299e7')],
})
const plain = readAdvisory({
  id: 'ALSA-2023:0001',
  summary: 'Important: nodejs security update',
  affected: [entry('nodejs', '1:16.20.0-1.el8')],
})
const nameless = readAdvisory({
  ...node18,
  affected: [entry('nodejs', '1:18.14.2-2.module_el8.7.0+3497+c65299e7')],
  summary: '',
})

const nodejs = (version: string, module?: string) =>
  match(componentOf('rpm', 'nodejs', version, { ...almalinux('8.7'), ...(module && { module }) }), [node18, plain])
const older18 = '1:18.12.1-2.module_el8.7.0+3374+4373ffbd'

describe('module streams of RPM distributions (MAT-2)', () => {
  test('a fix for a stream is about packages of that stream', () => {
    const [found, ...others] = nodejs(older18, 'nodejs:18:8070020221223:bd1311ed')
    expect(others).toEqual([])
    expect(found).toMatchObject({
      advisoryId: 'ALSA-2023:1583',
      verdict: 'affected',
      fixedVersion: '1:18.14.2-2.module_el8.7.0+3497+c65299e7',
      explanation: { comparator: 'rpm' },
    })
    expect(nodejs('1:18.14.2-2.module_el8.7.0+3497+c65299e7', 'nodejs:18:8070020230223:bd1311ed')).toEqual([])
  })

  test('packages of other streams are not meant, although their version is lower', () => {
    expect(nodejs('1:16.18.1-3.module_el8.7.0+3370+4b6ca0b0', 'nodejs:16:8070020221207:bd1311ed')).toEqual([])
  })

  test('packages of no stream are judged by fixes for no stream, and the other way round', () => {
    expect(nodejs('1:16.19.0-1.el8').map(({ advisoryId }) => advisoryId)).toEqual(['ALSA-2023:0001'])
    expect(nodejs('1:14.0.0-1.module_el8.3.0+1+abc', 'nodejs:14:1:2')).toEqual([])
  })

  test('where the stream is not known on one side it stays uncertain, with the fix', () => {
    const [found] = nodejs(older18)
    expect(found).toMatchObject({ verdict: 'uncertain', explanation: { reason: expect.stringContaining('stream') } })
    expect(found?.fixedVersion).toBe('1:18.14.2-2.module_el8.7.0+3497+c65299e7')
    const component = componentOf('rpm', 'nodejs', older18, { ...almalinux('8'), module: 'nodejs:18:1:2' })
    expect(match(component, [nameless])).toMatchObject([{ verdict: 'uncertain' }])
  })

  test('an erratum may be about several modules; Red Hat names the stream in the package URL', () => {
    const virt = readAdvisory({
      id: 'ALSA-2022:0886',
      summary: 'Moderate: virt:rhel and virt-devel:rhel security update',
      affected: [entry('libvirt-dbus', '1.3.0-2.module_el8.6.0+2880+7d9e3703')],
    })
    const labelled = (module: string) =>
      componentOf('rpm', 'libvirt-dbus', '1.3.0-1.module_el8.3.0+1+abc', { ...almalinux('8'), module })
    for (const module of ['virt:rhel:1:2', 'virt-devel:rhel:1:2']) {
      expect(match(labelled(module), [virt])).toMatchObject([{ verdict: 'affected' }])
    }
    expect(match(labelled('virt:av:1:2'), [virt])).toEqual([])
    const purl = 'pkg:rpm/redhat/libvirt-dbus?arch=src&rpmmod=virt%3Aav'
    const affected = [{ ...entry('libvirt-dbus', '1.3.0-2'), package: { ...entry('libvirt-dbus', '').package, purl } }]
    expect(match(labelled('virt:av:1:2'), [readAdvisory({ ...virt, affected })])).toMatchObject([
      { verdict: 'affected' },
    ])
  })
})
