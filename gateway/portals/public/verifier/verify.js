"use strict";

// Verify a receipt with the keys in this page alone, as strictly as `./dasai receipt verify` (docs/adr/0013-receipts.md).

const FIELDS = ["number", "team_id", "submission_number", "submitted_at", "digest", "signature", "key_id"];
// a receipt may have one field more, for its holder to keep; it is no part of what the receipt's signature is over
const KEPT = "trail_head";
const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXY";
const WORDS = {
  valid: ["回执真实有效，内容未被改动。", "The receipt is genuine and unaltered."],
  number_wrong: ["回执编号有误，请核对每一位。", "The number is wrong: check each character."],
  key_unknown: ["没有签发该回执的公钥。", "None of the keys in this page has the id that the receipt names."],
  altered: ["回执内容被改动过，或签名不符。", "The receipt was altered: the signature does not match."],
  unreadable: ["这不是完整的回执文件。", "This is not a complete receipt."],
  unsupported: [
    "此浏览器不能验证Ed25519签名，未作验证。请换用Chrome或Edge 137、Firefox 129、Safari 17及以上版本。",
    "This browser can't verify Ed25519 signatures; nothing was verified. Use Chrome or Edge 137, Firefox 129, Safari 17 or later.",
  ],
  content: ["提交内容与回执一致。", "The content is that of the submission."],
  other_content: ["提交内容与回执不一致。", "The content is not that of the submission."],
};

const bytes = hex => Uint8Array.from(hex.match(/../g), pair => parseInt(pair, 16));
const hex = buffer => Array.from(new Uint8Array(buffer), byte => byte.toString(16).padStart(2, "0")).join("");
const sha256 = async data => hex(await crypto.subtle.digest("SHA-256", data));

// a flat object, each field once, texts without escapes, whole numbers; null for anything else
function parsed(text) {
  const token = /[ \t\r\n]*(?:([{}:,])|"([^"\\\x00-\x1f]*)"|(0|[1-9]\d*))/y;
  const tokens = [];
  const end = text.trimEnd().length;
  while (token.lastIndex < end) {
    const match = token.exec(text);
    if (!match) return null;
    tokens.push(match);
  }
  const found = Object.create(null);
  const mark = place => (tokens[place] || [])[1];
  let place = 0;
  do {
    const [name, value] = [tokens[place + 1], tokens[place + 3]];
    const opens = mark(place) === (place ? "," : "{");
    if (!opens || !name || name[2] === undefined || mark(place + 2) !== ":" || !value || value[1]) return null;
    if (Object.hasOwn(found, name[2])) return null;
    found[name[2]] = value[3] === undefined ? value[2] : Number(value[3]);
    place += 4;
  } while (mark(place) === ",");
  return mark(place) === "}" && place === tokens.length - 1 ? found : null;
}

function milliseconds(text) {
  const match = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(\.\d{3})?Z$/.exec(text);
  const moment = match ? Date.parse(text) : NaN;
  // a day that does not exist would roll over to another day
  return Number.isFinite(moment) && new Date(moment).toISOString() === match[1] + (match[2] || ".000") + "Z" ? moment : null;
}

function receiptOf(text) {
  const found = parsed(text);
  if (!found) return null;
  if (Object.hasOwn(found, KEPT) && typeof found[KEPT] !== "string") return null;
  delete found[KEPT];
  if (Object.keys(found).length !== FIELDS.length || !FIELDS.every(name => Object.hasOwn(found, name))) return null;
  const number = found.submission_number;
  const whole = FIELDS.every(name => name === "submission_number" || typeof found[name] === "string")
    && Number.isInteger(number) && number >= 1 && number < 2 ** 31
    && /^[0-9a-f]{64}$/.test(found.digest) && /^[0-9a-f]{128}$/.test(found.signature)
    && milliseconds(found.submitted_at) !== null;
  return whole ? found : null;
}

function isNumber(number) {
  if (!/^[0-9A-Y]{4}-[0-9A-Y]{4}-[0-9A-Y]{4}$/.test(number)) return false;
  const places = Array.from(number.replaceAll("-", ""), character => ALPHABET.indexOf(character));
  const last = places.pop();
  return !places.includes(-1) && places.reduce((sum, value, place) => sum + (place + 1) * value, 0) % 31 === last;
}

// the bytes that were signed: keys sorted, no spaces
function signedForm(receipt) {
  return new TextEncoder().encode(JSON.stringify({
    digest: receipt.digest,
    number: receipt.number,
    submission_number: receipt.submission_number,
    submitted_at_ms: milliseconds(receipt.submitted_at),
    team_id: receipt.team_id,
  }));
}

async function verdictOn(receipt, keys) {
  if (!isNumber(receipt.number)) return "number_wrong";
  let genuine;
  try {
    const known = Object.create(null);
    for (const key of keys) known[(await sha256(bytes(key))).slice(0, 16)] = bytes(key);
    if (!Object.hasOwn(known, receipt.key_id)) return "key_unknown";
    const key = await crypto.subtle.importKey("raw", known[receipt.key_id], "Ed25519", false, ["verify"]);
    genuine = await crypto.subtle.verify("Ed25519", key, bytes(receipt.signature), signedForm(receipt));
  } catch {
    return "unsupported"; // no WebCrypto, or without Ed25519
  }
  return genuine ? "valid" : "altered";
}

const ENGLISH = document.documentElement.lang === "en";

function line(kind, verdict) {
  const part = document.createElement("div");
  part.className = `dasai-message dasai-message--${kind}`;
  const paragraph = document.createElement("p");
  paragraph.textContent = WORDS[verdict][ENGLISH ? 1 : 0];
  part.append(paragraph);
  return part;
}

const MONTHS = [
  "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
];

// a time in Beijing as every page writes it, to the millisecond
function moment(milliseconds) {
  const at = new Date(milliseconds + 8 * 3600 * 1000);
  const [year, month, day] = [at.getUTCFullYear(), at.getUTCMonth(), at.getUTCDate()];
  const clock = `${at.getUTCHours()}${at.toISOString().slice(13, 23)}`;
  return ENGLISH ? `${day} ${MONTHS[month]} ${year}, ${clock}` : `${year}年${month + 1}月${day}日 ${clock}`;
}

async function look(event) {
  event.preventDefault();
  const verdicts = document.getElementById("verdict");
  const { keys } = JSON.parse(document.getElementById("keys").textContent);
  const file = document.getElementById("file").files[0];
  const receipt = receiptOf(file ? await file.text() : document.getElementById("receipt").value);
  const verdict = receipt ? await verdictOn(receipt, keys) : "unreadable";
  const shown = [line(verdict === "valid" ? "success" : "error", verdict)];
  const details = document.getElementById("details");
  details.hidden = verdict !== "valid";
  if (verdict === "valid") {
    document.getElementById("number").textContent = receipt.number;
    document.getElementById("time").textContent = moment(milliseconds(receipt.submitted_at));
    document.getElementById("version").textContent = receipt.submission_number;
    document.getElementById("digest").textContent = receipt.digest;
    const form = document.getElementById("form").files[0];
    if (form) {
      const same = (await sha256(await form.arrayBuffer())) === receipt.digest;
      shown.push(line(same ? "success" : "error", same ? "content" : "other_content"));
    }
  }
  verdicts.replaceChildren(...shown);
}

document.getElementById("check").addEventListener("submit", look);
