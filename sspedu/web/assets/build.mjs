// Builds what browsers fetch: one style sheet, one script, the fonts, one sprite of icons. Run by `npm run build`.
//
// Every file gets its content's hash in its name, so that browsers may keep it for a year, and `manifest.json` tells the program which name is
// which. Whatever shrinks lies there compressed as well: the server never compresses anything itself.

import { createHash } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { basename, extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import esbuild from "esbuild";
import * as sass from "sass";

const ASSETS = fileURLToPath(new URL(".", import.meta.url));
const DIST = join(ASSETS, "../static/dist");
const MODULES = join(ASSETS, "../../../node_modules");
const DKFDS = join(MODULES, "dkfds/src");

// The icons in use. A template that asks for another one shows nothing, so add it here first.
const ICONS = [
  "arrow-back", "arrow-forward", "calendar-month", "check", "chevron-right", "close", "download", "edit", "error", "help", "hourglass", "info", "lock", "minus", "person",
  "print", "refresh", "save", "search", "success", "warning",
];

const COMPRESSIBLE = new Set([".css", ".js", ".svg"]);
const HASHED_NAME = /^(.+)-([A-Z0-9]{8})(\.\w+)$/;
const manifest = {};

async function put(hashedName, content) {
  const [, name, , extension] = HASHED_NAME.exec(hashedName);
  const path = join(DIST, hashedName);
  await writeFile(path, content);
  if (COMPRESSIBLE.has(extension)) {
    await writeFile(`${path}.br`, brotliCompressSync(content, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }));
    await writeFile(`${path}.gz`, gzipSync(content, { level: 9 }));
  }
  manifest[name + extension] = hashedName;
}

function hashed(name, content) {
  const hash = createHash("sha256").update(content).digest("hex").slice(0, 8).toUpperCase();
  return `${basename(name, extname(name))}-${hash}${extname(name)}`;
}

// The design system's Sass is read straight from its package. Its own deprecations are for its authors to mend.
const styles = sass.compile(join(ASSETS, "site.scss"), { loadPaths: [MODULES], quietDeps: true, logger: sass.Logger.silent });

const shared = {
  bundle: true,
  minify: true,
  write: false,
  outdir: DIST,
  target: ["chrome109", "firefox102", "safari15"],
  legalComments: "none",
  entryNames: "[name]-[hash]",
  assetNames: "[name]-[hash]",
};

const bundles = await Promise.all([
  esbuild.build({ ...shared, entryPoints: [join(ASSETS, "site.js")], format: "iife" }),
  esbuild.build({
    ...shared,
    // Addresses in the style sheet are relative to the design system's own sheets. Its few background icons travel inside the sheet.
    stdin: { contents: styles.css, loader: "css", resolveDir: join(DKFDS, "stylesheets"), sourcefile: "site.css" },
    loader: { ".svg": "dataurl", ".woff2": "file" },
  }),
]);

async function symbol(name) {
  const svg = await readFile(join(DKFDS, `img/svg-icons/${name}.svg`), "utf8");
  const [, viewBox] = /viewBox="([^"]+)"/.exec(svg);
  const [, shapes] = /<svg[^>]*>(.*)<\/svg>/s.exec(svg);
  return `<symbol id="${name}" viewBox="${viewBox}">${shapes}</symbol>`;
}

const symbols = await Promise.all(ICONS.map(symbol));
const sprite = `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>`;
const favicon = await readFile(join(ASSETS, "favicon.svg"));

// Older files stay: a server that is running still hands them out. `make clean` takes them away.
await mkdir(DIST, { recursive: true });
for (const file of bundles.flatMap((bundle) => bundle.outputFiles)) {
  await put(basename(file.path).replace(/^stdin-/, "site-"), file.contents);
}
await put(hashed("icons.svg", sprite), Buffer.from(sprite));
await put(hashed("favicon.svg", favicon), favicon);
await writeFile(join(DIST, "manifest.json"), `${JSON.stringify(manifest, Object.keys(manifest).sort(), 2)}\n`);
