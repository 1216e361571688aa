import { anything, type Recogniser } from '../recogniser.ts'

const release = /^(?<version>\d+\.\d+\.\d+)$/
const beat = (name: string): Recogniser => ({
  product: name,
  all: [{ goProgram: new RegExp(`^github\\.com/elastic/beats(?:/v\\d+)?(?:/x-pack)?/${name}$`) }],
  bareVersion: release,
})

/** Programs that gather logs and measurements. */
export const agents: readonly Recogniser[] = [
  beat('auditbeat'),
  beat('filebeat'),
  beat('heartbeat'),
  beat('metricbeat'),
  beat('packetbeat'),
  {
    product: 'elastic-agent',
    all: [{ goProgram: /^github\.com\/elastic\/(?:elastic-agent|beats(?:\/v\d+)?\/x-pack\/elastic-agent)$/ }],
    bareVersion: release,
  },
  {
    product: 'fluent-bit',
    all: [
      { needle: 'Fluent Bit', before: anything },
      { needle: 'https://fluentbit.io', before: anything },
    ],
    bareVersion: release,
  },
]
