// What every page does with scripts: GOV.UK Frontend's components, and htmx where a page asks for it.
import {CharacterCount, initAll} from "./vendor/govuk-frontend.min.js";

// a count is written as the server writes numbers in Chinese: 5000, not 5,000
const counted = CharacterCount.prototype.formatCountMessage;
CharacterCount.prototype.formatCountMessage = function (...given) {
  const message = counted.apply(this, given);
  return document.documentElement.lang === "en" ? message : message.replace(/(\d),(?=\d{3})/g, "$1");
};
initAll();
// a part of the page that htmx replaced has components too
document.body.addEventListener("htmx:afterSwap", event => initAll({scope: event.detail.target}));
// what was asked for by a link, such as a file of a case, has the focus then, as by the link's address without scripts
document.body.addEventListener("htmx:afterSettle", event => {
  const shown = event.detail.target.id && document.getElementById(event.detail.target.id);
  if (shown && shown.getAttribute("tabindex") === "-1") shown.focus({preventScroll: true});
});
// what htmx could not do is sent again as without scripts, so that a page says what is wrong
document.body.addEventListener("htmx:responseError", event => {
  const element = event.detail.elt;
  if (element instanceof HTMLFormElement) element.submit();
  else if (element instanceof HTMLAnchorElement) location.assign(element.href);
  else if (element.type === "submit") element.form.requestSubmit(element);
});
// what this tab holds of texts that were not saved, and of uploads that go on, is nobody's after signing out
document.querySelectorAll("form[action$='/sign-out']").forEach(form => form.addEventListener("submit", () => {
  for (const storage of [sessionStorage, localStorage]) {
    Object.keys(storage).filter(key => key.startsWith("dasai-draft:") || key.startsWith("tus::")).forEach(key => storage.removeItem(key));
  }
}));
