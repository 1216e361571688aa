import { expect, test } from 'vitest'
import { programName } from './program-name.ts'

test.each([
  ['docker/27.3.1 go/go1.22.7 os/linux arch/amd64', 'docker 27.3.1'],
  ['docker', 'docker'],
  ['containers/5.32.2 (github.com/containers/image)', 'containers 5.32.2'],
  ['', 'Unknown program'],
])('%s is %s', (client, name) => expect(programName(client)).toBe(name))
