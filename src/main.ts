#!/usr/bin/env node
import module from 'node:module'

// Where Node can keep compiled code between starts (22.1 and later), a later start is quicker.
const { enableCompileCache } = module as { enableCompileCache?: () => unknown }
enableCompileCache?.()

const { runCommand } = await import('./app/command-line.ts')
process.exitCode = await runCommand(process.argv, process.env)
