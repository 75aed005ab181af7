// Builds the web root's styles, scripts and fonts. `--check` builds in memory and fails when the committed output differs.
import { build, context } from 'esbuild';
import { readFile, readdir, writeFile, mkdir } from 'node:fs/promises';
import { createHash } from 'node:crypto';
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

/** What one page alone needs, fetched by that page. */
const modules = { ...options, entryPoints: { 'js/trace': 'ts/trace.ts' }, format: 'esm' };

async function outputs() {
  const outputFiles = (await Promise.all([options, modules].map((part) => build({ ...part, write: false })))).flatMap((part) => part.outputFiles);
  const files = new Map(outputFiles.map((file) => [relative(webRoot, file.path), Buffer.from(file.contents)]));
  files.set(join('js', 'LICENSE-dagre.txt'), await readFile(join(here, 'node_modules', '@dagrejs', 'dagre', 'LICENSE')));
  for (const name of await readdir(join(here, 'fonts'))) {
    files.set(join('fonts', name), await readFile(join(here, 'fonts', name)));
  }
  return files;
}

/** Source and output by hash: tests compare it without Node. */
async function stamp(files) {
  const sources = [];
  for (const folder of ['css', 'fonts', 'ts']) {
    for (const name of await readdir(join(here, folder))) sources.push([`${folder}/${name}`, await readFile(join(here, folder, name))]);
  }
  const line = ([name, content]) => `${createHash('sha256').update(content).digest('hex')}  ${name.replaceAll('\\', '/')}`;
  const output = [...files].map(([name, content]) => [`../src/ControlRoom.Web/wwwroot/${name}`, content]);
  return [...sources, ...output].map(line).sort((a, b) => (a.slice(66) < b.slice(66) ? -1 : 1)).join('\n') + '\n';
}

async function write() {
  const files = await outputs();
  for (const [name, content] of files) {
    await mkdir(dirname(join(webRoot, name)), { recursive: true });
    await writeFile(join(webRoot, name), content);
  }
  await writeFile(join(here, 'built.sha256'), await stamp(files));
}

async function check() {
  const stale = [];
  const files = await outputs();
  for (const [name, content] of files) {
    const committed = await readFile(join(webRoot, name)).catch(() => null);
    if (!committed?.equals(content)) stale.push(name);
  }
  const stamped = await readFile(join(here, 'built.sha256'), 'utf8').catch(() => '');
  if (stamped !== (await stamp(files))) stale.push('built.sha256');
  if (stale.length > 0) {
    console.error(`Stale build output: ${stale.join(', ')}. Run "npm run build" in wwwroot-assets and commit the result.`);
    process.exitCode = 1;
  }
}

if (process.argv.includes('--watch')) {
  await write();
  for (const part of [options, modules]) await (await context(part)).watch();
} else if (process.argv.includes('--check')) {
  await check();
} else {
  await write();
}
