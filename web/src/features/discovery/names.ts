/** Categories are lower-case words in the catalogue: "live_music" is shown as "Live music". */
export function titleCase(word: string): string {
  const spaced = word.replace(/[_-]+/g, ' ');
  return spaced.slice(0, 1).toUpperCase() + spaced.slice(1);
}
