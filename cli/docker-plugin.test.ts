import { expect, test } from 'vitest'
import { pluginArguments } from './docker-plugin.ts'

test.each([
  [['scan', 'x'], [], ['scan', 'x']],
  [['store', 'scan', 'x'], [], ['scan', 'x']],
  [
    ['--context', 'far', '-D', 'store', 'scan', 'x'],
    ['--context', 'far', '-D'],
    ['scan', 'x'],
  ],
  [['-H=tcp://a', 'store', '--help'], ['-H=tcp://a'], ['--help']],
  [['scan', 'store'], [], ['scan', 'store']],
  [['--help'], [], ['--help']],
  [[], [], []],
])('%j is for docker %j and for us %j', (args, docker, own) => {
  expect(pluginArguments(args)).toEqual({ docker, own })
})
