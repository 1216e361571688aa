declare module '*.md?raw' {
  const text: string
  // biome-ignore lint/style/noDefaultExport: this is what the bundler makes of a text file
  export default text
}
