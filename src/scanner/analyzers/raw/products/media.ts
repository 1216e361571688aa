import { anything, type Recogniser } from '../recogniser.ts'

/** Media programs and libraries, and browsers. */
export const media: readonly Recogniser[] = [
  {
    product: 'ffmpeg',
    all: [{ needle: 'FFmpeg version ', before: anything, text: /^FFmpeg version n?(?<version>\d+\.\d+(?:\.\d+)?)/ }],
    itself: [{ soname: /^lib(?:av|sw|postproc)/ }],
  },
  {
    product: 'ffmpeg',
    all: [
      { needle: '%s version ', text: /^%s version n?(?<version>\d+\.\d+(?:\.\d+)?)/ },
      { needle: 'the FFmpeg developers', before: anything },
    ],
  },
  {
    product: 'chrome',
    all: [
      { needle: 'chrome-sandbox', before: anything },
      { needle: 'chrome://settings', before: anything },
    ],
    bareVersion: /^(?<version>\d{2,3}\.\d+\.\d{4}\.\d+)$/,
  },
  {
    product: 'firefox',
    all: [{ needle: '{ec8030f7-c20a-464f-9b0e-13a3a9e97384}' }, { needle: 'Firefox', text: /^Firefox$/ }],
    bareVersion: /^(?<version>\d{2,3}\.\d+(?:\.\d+)?)(?:esr)?$/,
  },
]
