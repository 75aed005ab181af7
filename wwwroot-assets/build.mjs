// Builds the web root's styles, scripts and fonts. `--check` builds in memory and fails when the committed output differs.
import { build, context } from 'esbuild';
import { readFile, readdir, writeFile, mkdir } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const webRoot = join(here, '..', 'src', 'ControlRoom.Web', 'wwwroot');
const options = {
  absWorkingDir: here,
  entryPoints: { 'css/controlroom': 'css/app.css', 'js/controlroom': 'ts/app.ts' },
  outdir: webRoot,
  bundle: true,
  minify: true,
  legalComments: 'none',
  charset: 'utf8',
  format: 'iife',
  target: ['chrome111', 'firefox121', 'safari16.4'],
  external: ['../fonts/*'],
  logLevel: 'warning',
};

async function outputs() {
  const { outputFiles } = await build({ ...options, write: false });
  const files = new Map(outputFiles.map((file) => [relative(webRoot, file.path), Buffer.from(file.contents)]));
  for (const name of await readdir(join(here, 'fonts'))) {
    files.set(join('fonts', name), await readFile(join(here, 'fonts', name)));
  }
  return files;
}

async function write() {
  for (const [name, content] of await outputs()) {
    await mkdir(dirname(join(webRoot, name)), { recursive: true });
    await writeFile(join(webRoot, name), content);
  }
}

async function check() {
  const stale = [];
  for (const [name, content] of await outputs()) {
    const committed = await readFile(join(webRoot, name)).catch(() => null);
    if (!committed?.equals(content)) stale.push(name);
  }
  if (stale.length > 0) {
    console.error(`Stale in src/ControlRoom.Web/wwwroot: ${stale.join(', ')}. Run "npm run build" in wwwroot-assets and commit the result.`);
    process.exitCode = 1;
  }
}

if (process.argv.includes('--watch')) {
  await write();
  await (await context(options)).watch();
} else if (process.argv.includes('--check')) {
  await check();
} else {
  await write();
}
