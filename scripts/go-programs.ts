// Builds every program that the tests need and Debian does not have, so that no test waits for a compiler.
import { type GoProgramName, goProgram, goPrograms } from '../test/support/go-program.ts'

for (const name of Object.keys(goPrograms) as GoProgramName[]) {
  const found = await goProgram(name)
  process.stdout.write(found.met ? `${name}: ${found.path}\n` : `${name}: ${found.why}\n`)
  if (!found.met) process.exitCode = 1
}
