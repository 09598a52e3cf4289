// The editor of a section: formatted text, saved by itself, its characters counted, nothing lost. Without this file the same form
// saves plain text with its button.
import {start} from "./vendor/rich-text.min.js";
import {visible, whole, wordsOf} from "./counting.js";

const form = document.getElementById("editor-form");
const words = form.dataset;
const area = form.elements.text;
const state = document.getElementById("save-state");
const count = document.getElementById("count");
// texts that are not saved yet stay in this tab only, and go when they are saved or somebody signs out (pages.js)
const stored = `dasai-draft:${words.team}:${words.section}`;
const PAUSE = 1500;
const RETRIES = [2000, 5000, 10000, 30000];
const say = (key, values = {}) => {
  const text = Object.entries(values).reduce((text, [name, value]) => text.replaceAll(`{${name}}`, value), words[key] ?? "");
  if (state.textContent !== text) state.textContent = text;
};
const at = new Intl.DateTimeFormat("zh-CN", {hour: "numeric", minute: "2-digit", hourCycle: "h23", timeZone: "Asia/Shanghai"});
// in a rehearsal the contest's time is another than the computer's
const ahead = words.contestNow ? new Date(words.contestNow) - Date.now() : 0;
const clock = time => at.format(time + ahead).replace(/^0(?=\d:)/, "");

const escaped = text => text.replace(/[&<>]/g, sign => ({"&": "&amp;", "<": "&lt;", ">": "&gt;"})[sign]);
const asHtml = ({text, rich}) => rich || text.split("\n").map(line => `<p>${escaped(line)}</p>`).join("");

const holder = document.createElement("div");
holder.className = "dasai-rich-editor";
area.before(holder);
let revision = Number(form.elements.draft_revision.value);
let saved = ""; // the markup that the service has
let timer = 0;
let tries = 0;
let saving = false;
let stopped = false; // two texts: the writer decides
let leaving = false;

const editor = start({
  element: holder,
  content: asHtml({text: area.value, rich: words.rich}),
  attributes: {
    "role": "textbox", "aria-multiline": "true", "aria-labelledby": "text-label", "aria-describedby": area.getAttribute("aria-describedby") ?? "",
    "id": "rich-editor", "lang": "zh-CN", "spellcheck": "false", "class": "dasai-rich",
  },
  onUpdate: () => changed(),
});
// at once: Tiptap's own command waits for the next frame, and what is typed until then would go to the button
const focus = () => {
  editor.view.focus();
  editor.commands.scrollIntoView();
};
// teammates see who writes here, from the first time that the caret is in the text; htmx goes on noting it
const noted = () => htmx.ajax("POST", words.editors, {target: "#editors", swap: "outerHTML"});
const label = form.querySelector("label[for=text]");
label.id = "text-label";
label.addEventListener("click", event => { event.preventDefault(); focus(); });
area.hidden = true;
area.closest(".govuk-form-group").append(holder);
editor.view.dom.addEventListener("focus", noted, {once: true});
// a link to the field leads to the editor
if (location.hash === "#text") editor.commands.focus("end");
document.querySelectorAll(".govuk-error-summary a[href='#text']").forEach(link =>
  link.addEventListener("click", event => { event.preventDefault(); event.stopPropagation(); focus(); }));

// plain text stays plain: only what has formatting is kept as rich text
const content = () => {
  const html = editor.getHTML();
  const plain = [...editor.view.dom.children].every(block => block.nodeName === "P" && [...block.childNodes].every(
    node => node.nodeType === 3 || node.nodeName === "BR"));
  if (!plain) return {rich: html, text: ""};
  const lines = [];
  editor.state.doc.forEach(block => lines.push(block.textBetween(0, block.content.size, "\n", "\n")));
  return {rich: "", text: lines.join("\n").replace(/\n+$/, "")};
};
const markup = () => JSON.stringify(content());

const tally = () => {
  const now = content();
  const text = now.rich ? wordsOf(editor.view.dom) : now.text;
  const [seen, all] = [visible(text), whole(text)];
  const over = all - Number(words.most);
  const fill = (key, value) => words[key].replaceAll("{count}", value);
  count.textContent = over > 0 ? fill("wordsOver", over) : seen < Number(words.least) ? fill("wordsShort", seen) : fill("wordsCount", all);
  count.classList.toggle("dasai-editor__count--over", over > 0);
};

const keep = () => {
  try {
    sessionStorage.setItem(stored, JSON.stringify({revision, content: content(), at: Date.now()}));
  } catch { /* the text is still in the page */ }
};

const changed = () => {
  tally();
  if (stopped) return;
  clearTimeout(timer);
  if (markup() === saved) {
    sessionStorage.removeItem(stored);
    return;
  }
  if (!saving && tries === 0) say("wordsChanged");
  keep();
  timer = setTimeout(save, PAUSE);
};

const save = async () => {
  if (saving || stopped || leaving) return;
  const sent = content();
  const sending = JSON.stringify(sent);
  if (sending === saved) return;
  saving = true;
  if (tries === 0) say("wordsSaving");
  try {
    const answer = await fetch(words.api, {
      method: "PUT",
      headers: {"Content-Type": "application/json"},
      body: JSON.stringify({
        draft_revision: revision, editor_id: form.elements.editor_id.value,
        sections: [sent.rich ? {id: words.section, rich: sent.rich} : {id: words.section, text: sent.text}],
      }),
      signal: AbortSignal.timeout(20000),
    });
    await understood(answer, sending);
  } catch {
    again("wordsOffline");
  } finally {
    saving = false;
  }
  if (!stopped && tries === 0 && markup() !== saved) timer = setTimeout(save, PAUSE);
};

const again = key => {
  say(key);
  keep();
  clearTimeout(timer);
  timer = setTimeout(save, RETRIES[Math.min(tries, RETRIES.length - 1)]);
  tries += 1;
};

const understood = async (answer, sending) => {
  if (answer.ok) {
    const team = await answer.json();
    const mine = team.draft.find(section => section.id === words.section);
    const merged = (team.merged_sections ?? []).includes(words.section);
    tries = 0;
    if (merged && markup() !== sending) return; // typed meanwhile: the next save puts both together again
    revision = team.draft_revision;
    form.elements.draft_revision.value = revision;
    saved = sending;
    if (merged) {
      editor.commands.setContent(asHtml(mine), {emitUpdate: false});
      saved = markup();
      tally();
    }
    if (markup() === saved) sessionStorage.removeItem(stored);
    say(merged ? "wordsMerged" : "wordsSaved", {time: clock(Date.now())});
    return;
  }
  const problem = await answer.json().catch(() => ({}));
  if (answer.status === 401) return again("wordsEnded");
  if (answer.status === 429 || answer.status >= 500) return again("wordsOffline");
  keep();
  if (answer.status === 409 && problem.current) return conflict(problem);
  say("wordsRefused");
  refusal(problem);
};

const told = problem => (document.documentElement.lang === "en" ? problem.detail_en : problem.detail_zh) ?? "";

const box = () => {
  const made = document.getElementById("save-problem") ?? Object.assign(document.createElement("div"), {id: "save-problem"});
  made.className = "dasai-message dasai-message--error";
  made.setAttribute("role", "alert");
  made.replaceChildren();
  form.before(made);
  return made;
};
const paragraph = text => Object.assign(document.createElement("p"), {textContent: text});

const refusal = problem => {
  const made = box();
  const english = document.documentElement.lang === "en";
  const faults = (problem.faults ?? []).map(fault => english ? fault.en : fault.zh);
  made.append(paragraph(told(problem)), ...faults.map(paragraph));
};

// somebody else wrote the same place: show theirs, keep mine in the editor; the form's button saves mine over it
const conflict = problem => {
  stopped = true;
  clearTimeout(timer);
  say("wordsConflict");
  revision = problem.current.revision;
  form.elements.draft_revision.value = revision;
  const theirs = problem.current.sections.find(section => section.id === words.section);
  const made = box();
  made.append(paragraph(told(problem)), paragraph(words.wordsConflict));
  const shown = document.createElement("div");
  shown.id = "theirs-now";
  shown.lang = "zh-CN";
  if (theirs?.rich) {
    shown.className = "dasai-rich";
    // the service's safe form, without any attribute
    shown.append(...new DOMParser().parseFromString(theirs.rich, "text/html").body.childNodes);
  } else {
    shown.className = "dasai-written";
    shown.textContent = theirs?.text ?? "";
  }
  const mine = Object.assign(document.createElement("button"), {type: "button", className: "govuk-button", textContent: words.wordsOverwrite});
  const take = Object.assign(document.createElement("button"), {type: "button", className: "govuk-button govuk-button--secondary", textContent: words.wordsTake});
  mine.addEventListener("click", () => { stopped = false; made.remove(); focus(); save(); });
  take.addEventListener("click", () => {
    sessionStorage.removeItem(stored);
    editor.commands.setContent(asHtml(theirs ?? {text: "", rich: ""}), {emitUpdate: false});
    saved = markup();
    stopped = false;
    made.remove();
    tally();
    say("");
    focus();
  });
  const group = document.createElement("div");
  group.className = "govuk-button-group";
  group.append(mine, take);
  made.append(shown, group);
};

// the buttons save with the form, so that what they do is the same with and without scripts
form.addEventListener("submit", () => {
  leaving = true;
  clearTimeout(timer);
  const now = content();
  form.elements.rich.value = now.rich;
  form.elements.formatted?.remove(); // what it says of formatting is known here
  area.hidden = false;
  area.value = now.text || (now.rich ? wordsOf(editor.view.dom) : "");
  keep();
});
addEventListener("beforeunload", event => {
  if (!leaving && markup() !== saved) event.preventDefault();
});
addEventListener("online", () => { tries = 0; save(); });
document.addEventListener("visibilitychange", () => { if (markup() !== saved) { tries = 0; save(); } });
addEventListener("pageshow", event => { if (event.persisted) leaving = false; });

saved = form.querySelector(".govuk-error-message") || document.getElementById("theirs") ? "" : markup();
const before = JSON.parse(sessionStorage.getItem(stored) ?? "null");
// a form of this team was saved by its button: what was held meanwhile is in the draft
if (document.querySelector(".govuk-notification-banner--success")) {
  Object.keys(sessionStorage).filter(key => key.startsWith(`dasai-draft:${words.team}:`)).forEach(key => sessionStorage.removeItem(key));
} else if (before && JSON.stringify(before.content) !== saved && !document.getElementById("theirs") && !form.querySelector(".govuk-error-message")) {
  // what a closed tab, a lost connection or an ended session left behind, saved from the revision that its writer had read
  revision = before.revision;
  editor.commands.setContent(asHtml(before.content), {emitUpdate: false});
  say("wordsStored", {time: clock(before.at)});
  timer = setTimeout(save, PAUSE);
} else sessionStorage.removeItem(stored);
if (document.getElementById("theirs")) stopped = true;
tally();

// the toolbar: buttons in a row, of which one is in the order of the Tab key
const bar = document.createElement("div");
bar.className = "dasai-toolbar";
bar.setAttribute("role", "toolbar");
bar.setAttribute("aria-label", words.wordsToolbar);
bar.setAttribute("aria-controls", "rich-editor");
const chain = () => { focus(); return editor.chain(); };
const TOOLS = [
  ["bold", "B", () => chain().toggleBold().run(), () => editor.isActive("bold")],
  ["italic", "I", () => chain().toggleItalic().run(), () => editor.isActive("italic")],
  ["underline", "U", () => chain().toggleUnderline().run(), () => editor.isActive("underline")],
  ["sup", "x²", () => chain().unsetSubscript().toggleSuperscript().run(), () => editor.isActive("superscript")],
  ["sub", "x₂", () => chain().unsetSuperscript().toggleSubscript().run(), () => editor.isActive("subscript")],
  ["heading", "H", () => chain().toggleHeading({level: 3}).run(), () => editor.isActive("heading", {level: 3})],
  ["bullets", "•", () => chain().toggleBulletList().run(), () => editor.isActive("bulletList")],
  ["numbers", "1.", () => chain().toggleOrderedList().run(), () => editor.isActive("orderedList")],
  ["table", "▦", () => chain().insertTable({rows: 3, cols: 3, withHeaderRow: true}).run(), () => editor.isActive("table")],
  ["row", "+↓", () => chain().addRowAfter().run(), null],
  ["column", "+→", () => chain().addColumnAfter().run(), null],
  ["norow", "−↓", () => chain().deleteRow().run(), null],
  ["nocolumn", "−→", () => chain().deleteColumn().run(), null],
  ["notable", "▦−", () => chain().deleteTable().run(), null],
  ["undo", "↶", () => chain().undo().run(), null],
  ["redo", "↷", () => chain().redo().run(), null],
];
const names = JSON.parse(words.tools);
const buttons = TOOLS.map(([name, sign, act, active], place) => {
  const button = document.createElement("button");
  button.type = "button";
  button.tabIndex = place ? -1 : 0;
  button.setAttribute("aria-label", names[name]);
  button.title = names[name];
  button.dataset.sign = sign;
  button.addEventListener("click", act);
  if (active) button.setAttribute("aria-pressed", "false");
  bar.append(button);
  return {button, active, inTable: ["row", "column", "norow", "nocolumn", "notable"].includes(name)};
});
const refresh = () => buttons.forEach(({button, active, inTable}) => {
  if (active) button.setAttribute("aria-pressed", String(active()));
  if (inTable) button.hidden = !editor.isActive("table");
});
editor.on("transaction", refresh);
refresh();
bar.addEventListener("keydown", event => {
  const step = {ArrowRight: 1, ArrowLeft: -1}[event.key];
  if (!step) return;
  const shown = buttons.map(each => each.button).filter(button => !button.hidden);
  const next = shown[(shown.indexOf(document.activeElement) + step + shown.length) % shown.length];
  shown.forEach(button => { button.tabIndex = button === next ? 0 : -1; });
  next.focus();
  event.preventDefault();
});
holder.before(bar);
