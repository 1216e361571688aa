import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { defaultLimits } from '../../layers/limits.ts'
import { imageOf } from '../../testing/read-bytes.ts'
import { file } from '../../testing/tar-writer.ts'
import { jsAnalyzer } from './js-analyzer.ts'

async function read(text: string): Promise<string[]> {
  const bytes = Buffer.from(text)
  const reading = jsAnalyzer.read?.({ path: 'x.js', size: bytes.length }, defaultLimits)
  for (let at = 0; at < bytes.length; at += 1000) reading?.write(bytes.subarray(at, at + 1000))
  const kept = await reading?.end()
  if (kept === undefined || !('text' in kept)) return []
  return jsAnalyzer.parse({ path: 'x.js', text: kept.text }).packages.map(({ name, version }) => `${name} ${version}`)
}

describe('SCN-025: libraries for browsers, by content', () => {
  test.each([
    ['var/www/html/a.js', true],
    ['app/public/vendor/x.min.js', true],
    ['usr/share/javascript/jquery/jquery.js', true],
    ['app/public/node_modules/jquery/dist/jquery.js', false],
    ['app/src/index.js', false],
    ['var/www/html/a.json', false],
    ['js', false],
  ])('%s: %s', (path, wanted) => expect(jsAnalyzer.wants(path)).toBe(wanted))

  test.each([
    ['/*! jQuery v3.6.0 | (c) OpenJS Foundation */\n!function(e){}', 'jquery 3.6.0'],
    ['/*!\n * jQuery JavaScript Library v1.12.4\n * https://jquery.com/\n */', 'jquery 1.12.4'],
    [
      '!function(){var f="3.5.1",S=function(e,t){return new S.fn.init(e,t)};S.fn=S.prototype={jquery:f,constructor:S}}()',
      'jquery 3.5.1',
    ],
    ['/*! jQuery UI - v1.12.1 - 2016-09-14\n* http://jqueryui.com */', 'jquery-ui 1.12.1'],
    ['/*! jQuery Migrate v3.3.2 | (c) */', 'jquery-migrate 3.3.2'],
    ['/*!\n  * Bootstrap v4.3.1 (https://getbootstrap.com/)\n  */', 'bootstrap 4.3.1'],
    ['x,[{key:"VERSION",get:function(){return"4.1.3"}}],"show.bs.modal"', 'bootstrap 4.1.3'],
    ['/*\n AngularJS v1.8.2\n (c) 2010-2020 Google LLC. http://angularjs.org\n*/', 'angular 1.8.2'],
    ['/**\n * @license AngularJS v1.5.0\n */', 'angular 1.5.0'],
    ['y={full:"1.6.9",major:1,minor:6,dot:9,codeName:"x"}', 'angular 1.6.9'],
    ['/**\n * @license Angular v12.0.0\n */', '@angular/core 12.0.0'],
    ['/*!\n * Vue.js v2.6.14\n * (c) 2014-2021\n */', 'vue 2.6.14'],
    ['/** @license React v16.13.1\n * react-dom.production.min.js\n */', 'react-dom 16.13.1'],
    [
      '/**\n * @license\n * Lodash lodash.com/license | Underscore.js 1.8.3\n */\n;(function(){An.VERSION="4.17.15"})',
      'lodash 4.17.15',
    ],
    ['//     Underscore.js 1.13.1\n//     https://underscorejs.org', 'underscore 1.13.1'],
    ['//! moment.js\n//! version : 2.29.1\n', 'moment 2.29.1'],
    ['/**!\n\n @license\n handlebars v4.7.6\n', 'handlebars 4.7.6'],
    ['// https://d3js.org v5.16.0 Copyright 2020', 'd3 5.16.0'],
    ['/*! Select2 4.0 | x */', 'select2 4.0.0'],
    ['/*!\n * Chart.js v3.0.0-beta.3\n', 'chart.js 3.0.0-beta.3'],
  ])('%s', async (text, expected) =>
    expect(await read(`${'a;'.repeat(400)}\n${text}\n${'b;'.repeat(400)}`)).toEqual([expected]),
  )

  test('a bundle holds several', async () => {
    const text = '/*! jQuery v3.6.0 | x */code()\n/*!\n * Bootstrap v5.1.3 (https://getbootstrap.com/)\n */code()'
    expect(await read(text)).toEqual(['jquery 3.6.0', 'bootstrap 5.1.3'])
  })

  test.each([
    '// works with jQuery v3.6.0 and later',
    '/* needs: jQuery v1.7.1 */',
    '"jQuery v3.6.0"',
    '/*! my-plugin for Bootstrap v4.3.1 */',
    'var a="3.5.1",b=function(e,t){return new Thing(e,t)}',
    '/*! jQuery v3.x */',
  ])('RAW-6: a mention is no library: %s', async (text) => expect(await read(text)).toEqual([]))

  test('whatever the file is called, with the place of the signal', async () => {
    const image = await imageOf([[file('srv/www/app.js', 'x();/*! jQuery v3.6.0 | (c) */')]])
    expect(image.components).toMatchObject([
      { purl: 'pkg:npm/jquery@3.6.0', confidence: 'identified', evidence: [{ rule: 'js.content', offset: 4 }] },
    ])
  })

  test('any text gets an answer', async () => {
    const pieces = fc.constantFrom(
      '/*! ',
      '// ',
      'jQuery ',
      'v1.2.3',
      'Bootstrap ',
      '"',
      '\n * ',
      '{full:"',
      '1.2.3",major:1,',
    )
    const text = fc.array(fc.oneof(pieces, fc.string()), { maxLength: 30 }).map((parts) => parts.join(''))
    await fc.assert(
      fc.asyncProperty(text, async (content) => {
        expect(Array.isArray(await read(content))).toBe(true)
      }),
      { numRuns: 200 },
    )
  })
})
