// Upload several files at once, each in pieces that go on after a pause, a lost connection or a closed laptop (tus). Without this
// file the same form uploads one file whole.
import {Upload, isSupported} from "./vendor/tus.min.js";

const form = document.getElementById("upload-form");
const words = form.dataset;
const section = document.getElementById("uploads");
const list = section.querySelector("ul");
const state = document.getElementById("upload-state");
const english = document.documentElement.lang === "en";
const say = (key, values = {}) => Object.entries(values).reduce((text, [name, value]) => text.replaceAll(`{${name}}`, value), words[key]);
const size = bytes => {
  const units = ["B", "KB", "MB", "GB"];
  let place = 0;
  while (bytes >= 1024 && place < 3) { bytes /= 1024; place += 1; }
  return `${bytes.toFixed(1).replace(/\.0$/, "")} ${units[place]}`;
};
let running = 0;

// a file is known again by what it is and whose it is, not by its name in clear
const fingerprint = (metadata, endpoint) => async file => {
  const told = [metadata.kind, metadata.owner_uscc, endpoint, file.name, file.size, file.lastModified].join("\u0000");
  if (!crypto.subtle) return `tus::${told.length}-${file.size}-${file.lastModified}-${endpoint}-${metadata.kind}`;
  const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(told));
  return `tus::${[...new Uint8Array(hash)].map(byte => byte.toString(16).padStart(2, "0")).join("")}`;
};

const problemOf = error => {
  const body = error.originalResponse?.getBody?.();
  const status = error.originalResponse?.getStatus?.() ?? 0;
  if (status === 401) return say("wordsSignedOut");
  try {
    const problem = JSON.parse(body);
    return (english ? problem.detail_en : problem.detail_zh) || say("wordsFailed");
  } catch {
    return say("wordsFailed");
  }
};

// the same file would be refused again: it is too large, or of a wrong type
const isRefused = error => [413, 415, 422].includes(error.originalResponse?.getStatus?.() ?? 0);

const button = (text, act) => {
  const made = Object.assign(document.createElement("button"), {type: "button", className: "dasai-link-button", textContent: text});
  made.addEventListener("click", act);
  return made;
};

// `metadata` is that of the first try: the form may say something else by the time that somebody tries again
const begin = (file, metadata = {filename: file.name, kind: form.elements.kind.value, owner_uscc: form.elements.owner_uscc.value}) => {
  const row = document.createElement("li");
  const name = Object.assign(document.createElement("p"), {className: "dasai-material__name", textContent: file.name});
  const bar = Object.assign(document.createElement("progress"), {max: 100, value: 0});
  bar.setAttribute("aria-label", file.name);
  const told = Object.assign(document.createElement("p"), {className: "dasai-uploads__state", textContent: say("wordsWaiting")});
  const acts = Object.assign(document.createElement("p"), {className: "dasai-uploads__acts"});
  row.append(name, bar, told, acts);
  list.append(row);
  section.hidden = false;
  let percent = 0;
  let finished = false;
  let paused = false;
  const tell = (text, aloud = false) => {
    told.textContent = text;
    if (aloud) state.textContent = `${file.name}${english ? ": " : "："}${text}`;
  };
  const upload = new Upload(file, {
    endpoint: words.endpoint,
    metadata,
    fingerprint: fingerprint(metadata, words.endpoint),
    chunkSize: 4 * 1024 * 1024,
    removeFingerprintOnSuccess: true,
    retryDelays: [0, 1000, 3000, 5000, 10000, 20000, 30000, 60000],
    onShouldRetry: error => {
      const status = error.originalResponse?.getStatus?.() ?? 0;
      const passing = status === 0 || status === 408 || status === 409 && error.originalResponse.getBody().includes("TUS_OFFSET")
        || status === 423 || status === 429 || status === 460 || status >= 500;
      if (passing) tell(say("wordsOffline", {percent}), true);
      return passing;
    },
    onProgress: (sent, all) => {
      percent = Math.floor(sent / all * 100);
      bar.value = percent;
      tell(sent === all ? say("wordsChecking") : say("wordsProgress", {percent, sent: size(sent), size: size(all)}));
    },
    onSuccess: answer => done(answer),
    onError: error => failed(problemOf(error), !isRefused(error)),
  });
  const pause = button(say("wordsPause"), async () => {
    if (paused) {
      paused = false;
      pause.textContent = say("wordsPause");
      upload.start();
      return;
    }
    paused = true;
    await upload.abort();
    pause.textContent = say("wordsResume");
    tell(say("wordsPaused", {percent}), true);
  });
  const cancel = button(say("wordsCancel"), async () => {
    await upload.abort(true).catch(() => {});
    end(say("wordsCancelled"));
  });
  acts.append(pause, cancel);
  const end = (text, error = false) => {
    if (finished) return;
    finished = true;
    running -= 1;
    acts.replaceChildren();
    tell(text, true);
    row.classList.add(error ? "dasai-uploads--failed" : "dasai-uploads--done");
    if (running === 0) settle();
  };
  const failed = (text, again) => {
    end(text, true);
    row.dataset.refused = again ? "" : "yes";
    if (again) acts.replaceChildren(button(say("wordsRetry"), () => { row.remove(); begin(file, metadata); }));
  };
  const done = async () => {
    bar.value = 100;
    const replaced = form.elements.replaces.value;
    if (replaced) {
      form.elements.replaces.value = "";
      isBeside = !await isReplaced(replaced, upload.url);
    }
    uploaded.push({kind: metadata.kind, url: upload.url});
    end(say("wordsDone"));
  };
  running += 1;
  upload.findPreviousUploads().then(before => {
    if (before.length) {
      upload.resumeFromPreviousUpload(before[0]);
      tell(say("wordsResumed"));
    }
    upload.start();
  }).catch(() => upload.start());
  addEventListener("online", () => { if (!finished && !paused) upload.abort().then(() => upload.start()).catch(() => {}); });
};

const uploaded = [];
// the new file is evidence beside the one that it was to replace, because that could not be removed
let isBeside = false;

// removes what an upload replaces from the draft, unless it is the same piece of evidence; returns false if that failed
const isReplaced = async (replaced, url) => {
  try {
    const made = await fetch(url).then(answer => answer.ok ? answer.json() : null);
    if (!made) return false;
    if (made.evidence_id === replaced) return true;
    const removed = await fetch(`${words.endpoint.replace(/\/material$/, "/evidence")}/${encodeURIComponent(replaced)}`, {method: "DELETE"});
    return removed.ok || removed.status === 404;
  } catch {
    return false;
  }
};

const settle = async () => {
  if (list.querySelector(".dasai-uploads--failed") || uploaded.length === 0) return;
  let address = `${words.done}?done=${isBeside ? "uploaded_beside" : "uploaded"}`;
  const answer = document.getElementById("answer-form");
  if (answer && (answer.elements.text.value.trim() || answer.elements.files)) {
    // back to the answer as it was filled in, with the files chosen that were just uploaded
    const made = await Promise.all(uploaded.map(each => fetch(each.url).then(reply => reply.json()).catch(() => ({}))));
    for (const {material_id: id, kind} of made.filter(each => each.material_id)) {
      for (const [name, value] of [["files", id], [`kind-${id}`, kind ?? ""]]) {
        answer.append(Object.assign(document.createElement("input"), {type: "hidden", name, value}));
      }
    }
    answer.submit();
    return;
  }
  if (words.supplement) {
    // the answer's page has the file chosen that was just uploaded
    const last = await fetch(uploaded.at(-1).url).then(answer => answer.json()).catch(() => ({}));
    address = `${words.done}?file=${encodeURIComponent(last.material_id ?? "")}&kind=${encodeURIComponent(last.kind ?? "")}`;
  }
  location.assign(address);
};

if (isSupported) {
  const input = form.querySelector("input[type=file]");
  input.multiple = true;
  form.addEventListener("submit", event => {
    if (input.files.length === 0) return; // the server says what is missing
    event.preventDefault();
    const files = [...input.files];
    list.querySelectorAll("[data-refused=yes]").forEach(row => row.remove());
    input.value = "";
    input.dispatchEvent(new Event("change", {bubbles: true}));
    files.forEach(file => begin(file));
  });
  addEventListener("beforeunload", event => { if (running) event.preventDefault(); });
}
