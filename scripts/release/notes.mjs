/** What a release says of itself, out of the changelog (Keep a Changelog 1.1.0). Pure. */

/**
 * @param {string} changelog
 * @param {string} version Without a `v`.
 * @returns {string | undefined} the section of that version without its heading; undefined if there is none
 */
export function notesOf(changelog, version) {
  const sections = changelog.split(/^## (?=\[)/m).slice(1);
  const section = sections.find(text => text.startsWith(`[${version}]`));
  // Links are collected at the end of the file.
  return section
    ?.slice(section.indexOf('\n') + 1)
    .replace(/^\[[^\]]+\]: \S+$/gm, '')
    .trim();
}

/**
 * What keeps a release from being one, in words; nothing if it can be.
 * @param {{ tag: string, version: string, changelog: string, metainfo: string }} release `version`: of the manifest.
 * @returns {string[]}
 */
export function problemsOf({ tag, version, changelog, metainfo }) {
  return [
    ...(/^v\d+\.\d+\.\d+(-[0-9a-z.]+)?$/.test(tag) ? [] : [`${tag} is no tag of a version.`]),
    ...(tag === `v${version}` ? [] : [`The tag is ${tag}, package.json says ${version}.`]),
    ...(notesOf(changelog, version) ? [] : [`CHANGELOG.md has nothing under [${version}].`]),
    ...(metainfo.includes(`<release version="${version}"`)
      ? []
      : [`The AppStream metadata has no release ${version}.`]),
  ];
}
