// The editor of a declaration's sections: what it makes has the tags of the service's safe form, and no attribute.
import {Editor} from "@tiptap/core";
import {Blockquote} from "@tiptap/extension-blockquote";
import {Bold} from "@tiptap/extension-bold";
import {Document} from "@tiptap/extension-document";
import {HardBreak} from "@tiptap/extension-hard-break";
import {Heading} from "@tiptap/extension-heading";
import {Italic} from "@tiptap/extension-italic";
import {BulletList, ListItem, OrderedList} from "@tiptap/extension-list";
import {Paragraph} from "@tiptap/extension-paragraph";
import {Subscript} from "@tiptap/extension-subscript";
import {Superscript} from "@tiptap/extension-superscript";
import {Table, TableCell, TableHeader, TableRow} from "@tiptap/extension-table";
import {Text} from "@tiptap/extension-text";
import {Underline} from "@tiptap/extension-underline";
import {UndoRedo} from "@tiptap/extensions";

// the safe form has no attributes: neither widths nor merged cells
const bare = tag => ({renderHTML: () => [tag, 0], addAttributes: () => ({})});
const PlainTable = Table.extend({renderHTML: () => ["table", ["tbody", 0]]});
const oneCell = {colspan: {default: 1, rendered: false}, rowspan: {default: 1, rendered: false}, colwidth: {default: null, rendered: false}};
const Cell = TableCell.extend({addAttributes: () => oneCell, renderHTML: () => ["td", 0]});
const HeaderCell = TableHeader.extend({addAttributes: () => oneCell, renderHTML: () => ["th", 0]});
const Numbered = OrderedList.extend(bare("ol"));

export const start = ({element, content, attributes, onUpdate}) => new Editor({
  element,
  content,
  injectCSS: false, // its styles are in our style sheet
  extensions: [
    Document, Paragraph, Text, HardBreak, Heading.configure({levels: [3, 4]}), Blockquote, Bold, Italic, Underline,
    Subscript, Superscript, BulletList, Numbered, ListItem, PlainTable.configure({resizable: false}), TableRow, Cell, HeaderCell, UndoRedo,
  ],
  editorProps: {attributes, transformPastedHTML: fromWordProcessor},
  onUpdate,
});

// Word and WPS write lists as paragraphs, raised words as styles, and merged cells; other programs are read as they are.
export const fromWordProcessor = html => {
  const page = new DOMParser().parseFromString(html.replace(/<!--\[if[\s\S]*?<!\[endif\]-->/g, "").replace(/<!\[(?:if|endif)[^>]*>/g, ""), "text/html");
  page.querySelectorAll("style, script, meta, link, title, xml").forEach(each => each.remove());
  page.querySelectorAll("span[style*='vertical-align']").forEach(span => {
    const tag = /super/.test(span.getAttribute("style")) ? "sup" : /sub/.test(span.getAttribute("style")) ? "sub" : "";
    if (tag) replaceTag(span, tag);
  });
  page.querySelectorAll("h1, h2").forEach(heading => replaceTag(heading, "h3"));
  page.querySelectorAll("h5, h6").forEach(heading => replaceTag(heading, "h4"));
  asLists(page);
  page.querySelectorAll("table").forEach(splitCells);
  return page.body.innerHTML;
};

const replaceTag = (element, tag) => {
  const made = element.ownerDocument.createElement(tag);
  made.append(...element.childNodes);
  element.replaceWith(made);
  return made;
};

// a paragraph of a list says so in its style (mso-list: l0 level2 lfo1), and begins with its mark as text
const asLists = page => {
  let open = [];
  let last = null;
  for (const paragraph of [...page.querySelectorAll("p[style*='mso-list'], p.MsoListParagraph, p[class*='MsoListParagraph']")]) {
    const style = paragraph.getAttribute("style") ?? "";
    if (!/mso-list/.test(style)) continue;
    const level = Number(/level(\d)/.exec(style)?.[1] ?? 1);
    const ignored = paragraph.querySelector("span[style*='mso-list:Ignore'], span[style*='mso-list: Ignore']");
    const mark = (ignored?.textContent ?? /^\s*(\S{1,4})[\s\u00a0]/.exec(paragraph.textContent)?.[1] ?? "").trim();
    if (ignored) ignored.remove();
    else stripMark(paragraph, mark);
    const tag = /^[（(]?[\da-zA-Z一二三四五六七八九十ivxIVX]+[.、)）．]?$/.test(mark) && !/^o$/.test(mark) ? "ol" : "ul";
    if (!last || last !== paragraph.previousElementSibling && open[0] !== paragraph.previousElementSibling) open = [];
    open = open.slice(0, level);
    while (open.length < level) {
      const list = page.createElement(tag);
      const parent = open.at(-1)?.lastElementChild;
      if (parent) parent.append(list);
      else if (open.length === 0) paragraph.before(list);
      else { const item = page.createElement("li"); open.at(-1).append(item); item.append(list); }
      open.push(list);
    }
    const item = page.createElement("li");
    const words = page.createElement("p");
    words.append(...paragraph.childNodes);
    item.append(words);
    open.at(-1).append(item);
    paragraph.remove();
    last = open[0];
  }
};

const stripMark = (paragraph, mark) => {
  const walker = paragraph.ownerDocument.createTreeWalker(paragraph, 4);
  let left = mark;
  while (left && walker.nextNode()) {
    const text = walker.currentNode;
    const words = text.data.trimStart();
    if (!words) { text.data = ""; continue; }
    if (!left.startsWith(words.slice(0, left.length)) && !words.startsWith(left)) return;
    const taken = Math.min(left.length, words.length);
    text.data = words.slice(taken).trimStart();
    left = left.slice(taken);
  }
};

// what a merged cell covered becomes empty cells of their own
const splitCells = table => {
  const rows = [...table.rows];
  rows.forEach((row, y) => [...row.cells].forEach(cell => {
    const wide = Math.min(cell.colSpan, 60), high = Math.min(cell.rowSpan || 1, rows.length - y);
    if (wide === 1 && high === 1) return;
    const place = [...row.cells].indexOf(cell);
    cell.removeAttribute("colspan");
    cell.removeAttribute("rowspan");
    for (let down = 0; down < high; down++) {
      const there = rows[y + down];
      const before = down === 0 ? cell.nextSibling : there.cells[place] ?? null;
      for (let across = down === 0 ? 1 : 0; across < wide; across++) there.insertBefore(cell.ownerDocument.createElement(cell.tagName), before);
    }
  }));
};
