/** How a library for browsers is recognised by its text. */
export interface BrowserLibrary {
  /** Its name at npm, under which advisories list it. */
  readonly name: string
  /** The first group is the version. */
  readonly signal: RegExp
  /** A second text that must stand in the file where the signal alone says too little. */
  readonly beside?: RegExp
}

const VERSION = String.raw`v?(\d{1,4}\.\d{1,4}(?:\.\d{1,6})?(?:-[a-z0-9.]{1,20})?)(?![\w])`

/** The comment that a library puts at its head and that minifiers keep. A mention within a sentence is no such comment. */
function banner(product: string): RegExp {
  return new RegExp(
    String.raw`(?:/\*[*!]{0,2}|//!?)[\s*!]{0,20}(?:@license\s{1,8}|@preserve\s{1,8})?${product}\s{1,4}${VERSION}`,
  )
}

const library = (name: string, product: string): BrowserLibrary => ({ name, signal: banner(product) })

/** Libraries that web pages load, by their comments and, where these are often cut away, by their code. */
export const browserLibraries: readonly BrowserLibrary[] = [
  library('jquery', 'jQuery(?: JavaScript Library)?'),
  {
    name: 'jquery',
    signal: /\b\w{1,3}="(\d\.\d{1,2}\.\d{1,2})",\w{1,3}=function\(\w,\w\)\{return new \w{1,3}\.fn\.init\(/,
    beside: /\{jquery:\w{1,3},constructor:/,
  },
  library('jquery-ui', 'jQuery UI(?: -)?'),
  library('jquery-migrate', 'jQuery Migrate(?: -)?'),
  library('bootstrap', String.raw`Bootstrap(?:\.js by @fat & @mdo)?`),
  {
    name: 'bootstrap',
    signal: /key:"VERSION",get:function\(\)\{return"(\d\.\d{1,2}\.\d{1,2})"\}/,
    beside: /\.bs\.(?:modal|dropdown|tooltip)/,
  },
  library('angular', 'AngularJS'),
  { name: 'angular', signal: /\{full:"(1\.\d{1,2}\.\d{1,2})",major:1,/, beside: /codeName:"/ },
  library('@angular/core', 'Angular'),
  library('vue', String.raw`[Vv]ue(?:\.js)?`),
  { name: 'react', signal: banner('React'), beside: /\breact\.(?:production|development)/ },
  { name: 'react-dom', signal: banner('React'), beside: /\breact-dom\.(?:production|development)/ },
  {
    name: 'lodash',
    signal: /\bVERSION ?= ?["'](4\.\d{1,2}\.\d{1,2})["']/,
    beside: /(?:\/\*\*?|\n \*)[\s*]{0,10}(?:@license\s{1,4}\*? ?)?Lodash /,
  },
  library('underscore', String.raw`Underscore\.js`),
  library('backbone', String.raw`Backbone\.js`),
  { name: 'moment', signal: new RegExp(String.raw`//! moment\.js\s{1,4}//! version : ${VERSION}`) },
  library('handlebars', 'handlebars'),
  library('dompurify', 'DOMPurify'),
  library('axios', '[Aa]xios'),
  library('d3', String.raw`https://d3js\.org`),
  library('chart.js', String.raw`Chart\.js`),
  library('knockout', 'Knockout JavaScript library'),
  library('select2', 'Select2'),
  library('datatables.net', 'DataTables'),
  library('socket.io-client', String.raw`Socket\.IO`),
  library('@popperjs/core', '@popperjs/core'),
  library('marked', 'marked'),
  library('highlight.js', String.raw`Highlight\.js`),
]
