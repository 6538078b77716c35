/* The right word for a misspelt one: the twin of casebook/search/spelling.py, held to the same golden file.
   `casebookSpelling(partOf)` is given a function that promises the part of the word list with the words that begin with
   the given letter, as its text (`tender 12|marches 4 marchés`), and returns an asynchronous `check`. */
window.casebookSpelling = partOf => {
  "use strict";
  const read = {};

  /* {right: Map from a folded word to the right one as written, unknown: [words that no case holds]}. */
  async function check(words) {
    const right = new Map(), unknown = [];
    for (const word of new Set(words)) {
      const part = await readPart(word[0]);
      if (isKnown(word, part)) continue;
      const near = new Map([...part, ...await readPart(word[1])]), nearest = nearestWord(word, near);
      if (nearest) right.set(word, near.get(nearest).written);
      else unknown.push(word);
    }
    return { right, unknown };
  }

  const readPart = async letter => letter ? read[letter] ??= readWords(await partOf(letter)) : new Map();

  function readWords(text) {
    return new Map((text ? text.split("|") : []).map(row => {
      const [word, cases, written = word] = row.split(" ");
      return [word, { cases: Number(cases), written, stem: stemOf(word) }];
    }));
  }

  const isWord = word => /^\p{L}+$/u.test(word);

  function isKnown(word, part) {
    if (part.has(word) || !isWord(word)) return true;
    const stem = stemOf(word);
    for (const [other, found] of part) if (other.startsWith(word) || found.stem === stem) return true;
    return false;
  }

  function nearestWord(word, near) {
    const most = !isWord(word) || word.length < 4 || word.length > 40 ? 0 : word.length < 8 ? 1 : 2;
    let best = [most + 1, 0, ""];
    for (const [other, { cases }] of most ? near : []) {
      if (Math.abs(other.length - word.length) > most) continue;
      const row = [distance(word, other, most), -cases, other];
      const at = row.findIndex((value, n) => value !== best[n]);
      if (row[0] <= most && row[at] < best[at]) best = row;
    }
    return best[2];
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

  return check;
};
