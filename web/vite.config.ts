import { fileURLToPath } from 'node:url'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url))

export default defineConfig(({ isSsrBuild }) => ({
  root: path('.'),
  publicDir: isSsrBuild ? false : path('./public'),
  plugins: [react()],
  // One React, compiled for production, whatever NODE_ENV the server runs with.
  define: { 'process.env.NODE_ENV': '"production"' },
  ssr: { noExternal: true as const },
  css: { modules: { localsConvention: 'camelCaseOnly' } },
  build: {
    outDir: path(isSsrBuild ? '../dist/web/server' : '../dist/web/client'),
    emptyOutDir: true,
    target: isSsrBuild ? 'node20' : 'es2022',
    manifest: !isSsrBuild,
    // The content-security-policy has no data: for fonts and scripts, so nothing is inlined.
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    chunkSizeWarningLimit: 700,
    ...(isSsrBuild ? {} : { rollupOptions: { input: path('./entry-client.tsx') } }),
  },
}))
