// Puts the pinned front-end files where pages ask for them: node_modules/ -> static/vendor/.
// Run after `npm ci --ignore-scripts`. Stops with one sentence when a package or an icon is missing.
import { copyFile, mkdir, readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

const here = new URL("./", import.meta.url);
const packages = new URL("../node_modules/", import.meta.url);
const vendor = new URL("vendor/", here);

const COPIES = {
  "bootstrap.min.css": "bootstrap/dist/css/bootstrap.min.css",
  "htmx.min.js": "htmx.org/dist/htmx.min.js",
};

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
  console.log(`${names.length} icons and ${Object.keys(COPIES).length} files in ${fileURLToPath(vendor)}`);
}

assemble().catch((problem) => {
  const hint = problem.code === "ENOENT" ? "Run `npm ci --ignore-scripts` first, or correct static/icons.txt." : "";
  console.error(`Front-end files not assembled: ${problem.message} ${hint}`.trim());
  process.exit(1);
});
