import { parentPort } from 'node:worker_threads'
import { serveLayers } from '../workers/serve-layers.ts'

if (parentPort) serveLayers(parentPort)
