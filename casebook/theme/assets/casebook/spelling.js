/* The right word for a misspelt one: the twin of casebook/search/spelling.py, held to the same golden file.
   `loadPart(letter)` of explore.js promises the part of the word list with the words that begin with a letter, as its
   text: `tender 12|marches 4 marchés`. */

/* {right: Map from a folded word to the right one as written, unknown: [words that no case holds]}. */
async function check(words) {
  const right = new Map(), unknown = [], all = [...new Set(words)];
  const parts = await Promise.all(all.map(word => loadPart(word[0])));
  for (const [at, word] of all.entries()) {
    if (isKnown(word, parts[at])) continue;
    const found = nearestWord(word, [...rowsOf(parts[at]), ...rowsOf(word[1] && await loadPart(word[1]))]);
    if (found) right.set(word, found);
    else unknown.push(word);
  }
  return { right, unknown };
}

const rowsOf = part => part ? part.split("|").map(row => row.split(" ")) : [];
const isWord = word => /^\p{L}+$/u.test(word);

/* Whether the list holds the word, one that begins with it, or one that differs only by its ending. */
function isKnown(word, part) {
  const stem = stemOf(word);
  return !isWord(word) || `|${part}`.includes(`|${word}`) || rowsOf(part).some(([other]) => stemOf(other) === stem);
}

/* The nearest of some words as it is written; among equally near ones that with most cases, then by the alphabet. */
function nearestWord(word, rows) {
  const most = !isWord(word) || word.length < 4 || word.length > 40 ? 0 : word.length < 8 ? 1 : 2;
  let best = [most + 1, 0, ""], found;
  for (const [other, cases, written = other] of most ? rows : []) {
    if (Math.abs(other.length - word.length) > most) continue;
    const row = [distance(word, other, most), -cases, other], at = row.findIndex((value, n) => value !== best[n]);
    if (row[0] <= most && row[at] < best[at]) [best, found] = [row, written];
  }
  return found;
}

/* Letters put in, left out, replaced or swapped with their neighbour; above `most` not exact. */
function distance(one, other, most) {
  let before = [], row = [...Array(other.length + 1).keys()];
  for (let at = 1; at <= one.length; at++) {
    const last = before;
    [before, row] = [row, [at]];
    for (let to = 1; to <= other.length; to++) {
      const same = one[at - 1] === other[to - 1];
      let cost = Math.min(before[to] + 1, row[to - 1] + 1, before[to - 1] + !same);
      if (at > 1 && to > 1 && one[at - 1] === other[to - 2] && one[at - 2] === other[to - 1]) {
        cost = Math.min(cost, last[to - 2] + 1);
      }
      row.push(cost);
    }
    if (Math.min(...row) > most) return most + 1;
  }
  return row.at(-1);
}

function stemOf(word) {
  let stem = word.replace(/(?:ies|es|s|ed|ings?)$|([st])ions?$/, "$1");
  if (stem.length < 3) stem = word;
  if (stem.length > 3 && stem.at(-1) === stem.at(-2)) stem = stem.slice(0, -1);
  return stem.length > 3 && "eyi".includes(stem.at(-1)) ? stem.slice(0, -1) : stem;
}
