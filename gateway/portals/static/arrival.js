// Ask for an arrival ticket before the form is sent: even if the gateway that takes it dies, the submission counts as of now. Without
// scripts, or if no ticket comes in two seconds, the form is sent as it is.
const form = document.querySelector("form[data-arrival]");
const given = form.elements;
const bytes = new TextEncoder();
const hex = buffer => [...new Uint8Array(buffer)].map(byte => byte.toString(16).padStart(2, "0")).join("");

const ticket = async () => {
  const digest = hex(await crypto.subtle.digest("SHA-256", bytes.encode(`${given.draft_revision.value} ${given.key.value}`)));
  const answer = await fetch("/api/v1/arrival-tickets", {
    method: "POST",
    headers: {"Content-Type": "application/json"},
    body: JSON.stringify({operation: form.dataset.arrival, digest}),
    signal: AbortSignal.timeout(2000),
  });
  return answer.ok ? (await answer.json()).ticket : "";
};

form.addEventListener("submit", async event => {
  if (given.arrival.value || !crypto.subtle) return;
  event.preventDefault();
  given.arrival.value = await ticket().catch(() => "");
  form.submit();
}, {once: true});
