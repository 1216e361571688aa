import type { FastifyInstance } from 'fastify'
import { Type } from 'typebox'
import { pino } from 'pino' // planted: ARC-02

export const routes = (app: FastifyInstance) => [app, Type, pino]
