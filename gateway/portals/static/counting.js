// Count a section's characters by the rules by which the service counts them: chassis/text/visible.py, and for rich text
// services/registration/declarations/adapters/rich_text.py. A test compares both.
const UNSEEN = new RegExp(
  "[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}\\p{White_Space}\\u001c-\\u001f\\u115f\\u1160\\u2065\\u2800\\u3164\\uffa0\\ufff0-\\ufff8\\u034f\\u17b4\\u17b5"
  + "\\u180b-\\u180f\\ufe00-\\ufe0f\\u{e0000}-\\u{e0fff}]", "gu");
const AROUND = /^[\s\u001c-\u001f\u0085]+|[\s\u001c-\u001f\u0085]+$/g;
const BLOCKS = new Set(["P", "H3", "H4", "UL", "OL", "LI", "BLOCKQUOTE", "TABLE", "TR"]);
const BASES = new Set(")]}）】∑∏∫√");
const LETTER = /[\p{L}\p{N}]/u;
const NO_POWER = /^(?:st|nd|rd|th|tm|sm|r|[^\p{L}\p{N}_+\-−][\s\S]*)$/iu;
const ONE_TERM = /^[+\-−]?[\p{L}\p{N}_.]+$/u;

const strip = text => text.replace(/\ufeff/g, "\u0001").replace(AROUND, "").replace(/\u0001/g, "\ufeff");

// how many characters a reader sees, and how many there are with blanks but those around the text
export const visible = text => [...text.replace(UNSEEN, "")].length;
export const whole = text => [...strip(text)].length;

// the words of rich text: blocks on lines of their own, cells parted by tabs, powers as 10^9
export const wordsOf = element => {
  const lines = [[]];
  const shifted = (tag, before, words) => {
    const term = strip(words);
    const base = [...before.trimEnd()].at(-1) ?? "";
    if (!term || !(LETTER.test(base) || BASES.has(base))) return [words];
    const plain = tag === "SUP" ? NO_POWER.test(term) : /^\p{Nd}+$/u.test(term) && !/\p{Nd}/u.test(base);
    return [plain ? words : (tag === "SUP" ? "^" : "_") + (ONE_TERM.test(term) ? term : `(${term})`)];
  };
  const read = node => {
    if (node.nodeType === 3) {
      node.data.split("\n").forEach((line, place) => {
        if (place) lines.push([]);
        if (line) lines.at(-1).push(line);
      });
      return;
    }
    const tag = node.nodeName;
    const begun = [lines.length, lines.at(-1).length];
    if (BLOCKS.has(tag) || tag === "BR") lines.push([]);
    else if ((tag === "TD" || tag === "TH") && lines.at(-1).length) lines.at(-1).push("\t");
    node.childNodes.forEach(read);
    if (BLOCKS.has(tag)) lines.push([]);
    else if ((tag === "SUP" || tag === "SUB") && begun[0] === lines.length) {
      const line = lines.at(-1);
      const before = line.slice(0, begun[1]).findLast(part => part.trim()) ?? "";
      line.push(...shifted(tag, before, line.splice(begun[1]).join("")));
    }
  };
  element.childNodes.forEach(read);
  return lines.map(line => strip(line.join(""))).filter(Boolean).join("\n");
};
