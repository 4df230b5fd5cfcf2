/**
 * Every page works without this file. Each module adds one comfort, does nothing where it is not needed and
 * cannot stop the others. Their addresses carry the same version as this one's, so that browsers may keep them.
 */
const MODULES = ["restored", "leave", "once", "focus", "codes", "printing", "spots", "live", "passkey"];
const version = new URL(import.meta.url).search;

for (const name of MODULES) {
  import(`./${name}.js${version}`).then((module) => module.start());
}
