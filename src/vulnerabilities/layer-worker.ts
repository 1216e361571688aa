import { parentPort } from 'node:worker_threads'
import { serveLayers } from '../scanner/index.ts'

// The first module of a thread that reads layers.
if (parentPort) serveLayers(parentPort)
