// Puts the pinned front-end files where pages ask for them, node_modules/ -> static/vendor/, draws the icons named in
// icons.txt into one sprite, and joins our stylesheets into app.css, so that a page asks for one file and not forty.
// Run after `npm ci --ignore-scripts`. Stops with one sentence when a package or an icon is missing.
import { copyFile, mkdir, readFile, readdir, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

const here = new URL("./", import.meta.url);
const packages = new URL("../node_modules/", import.meta.url);
const vendor = new URL("vendor/", here);

const COPIES = {
  "bootstrap.min.css": "bootstrap/dist/css/bootstrap.min.css",
  "htmx.min.js": "htmx.org/dist/htmx.min.js",
};

// In the order they override each other; the components follow by name. print.css stays by itself.
const SHEETS = ["tokens", "base", "layout", "layout-nav", "layout-topbar", "layout-plain", "layout-print", "pages", "pages-surveys"];

async function stylesheet() {
  const parts = (await readdir(new URL("css/components/", here))).filter((name) => name.endsWith(".css")).sort();
  const paths = [...SHEETS.map((name) => `css/${name}.css`), ...parts.map((name) => `css/components/${name}`)];
  return (await Promise.all(paths.map((path) => readFile(new URL(path, here), "utf8")))).join("\n");
}

async function symbol(name) {
  const drawing = await readFile(new URL(`bootstrap-icons/icons/${name}.svg`, packages), "utf8");
  const [, box, body] = drawing.match(/viewBox="([^"]+)"[^>]*>([\s\S]*)<\/svg>/);
  return `<symbol id="${name}" viewBox="${box}">${body.replace(/\s*\n\s*/g, "")}</symbol>`;
}

async function assemble() {
  const names = (await readFile(new URL("icons.txt", here), "utf8")).trim().split("\n");
  const tidy = [...new Set(names)].sort();
  if (names.join() !== tidy.join()) throw new Error("static/icons.txt must be sorted and name each icon once.");
  const symbols = await Promise.all(names.map(symbol));
  await mkdir(vendor, { recursive: true });
  for (const [target, source] of Object.entries(COPIES)) {
    await copyFile(new URL(source, packages), new URL(target, vendor));
  }
  const sprite = `<svg xmlns="http://www.w3.org/2000/svg">\n${symbols.join("\n")}\n</svg>\n`;
  await writeFile(new URL("icons.svg", vendor), sprite);
  await writeFile(new URL("app.css", vendor), await stylesheet());
  console.log(`${names.length} icons, app.css and ${Object.keys(COPIES).length} files in ${fileURLToPath(vendor)}`);
}

assemble().catch((problem) => {
  const hint = problem.code === "ENOENT" ? "Run `npm ci --ignore-scripts` first, or correct static/icons.txt." : "";
  console.error(`Front-end files not assembled: ${problem.message} ${hint}`.trim());
  process.exit(1);
});
