#!/usr/bin/env node
import { runCommand } from './app/command-line.ts'

process.exitCode = await runCommand(process.argv, process.env)
