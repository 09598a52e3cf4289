// Compute the hash of a seed in the browser, so that the seed itself is not sent before the draw; make a random seed on request.
const form = document.querySelector("[data-seed]");

const hex = bytes => [...bytes].map(byte => byte.toString(16).padStart(2, "0")).join("");

if (form && crypto.subtle) {
  const seed = form.querySelector("#local_seed");
  const hash = form.querySelector("#seed_hash");
  const fill = async () => {
    const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(seed.value));
    hash.value = seed.value ? hex(new Uint8Array(digest)) : "";
  };
  seed.removeAttribute("name");
  seed.addEventListener("input", fill);
  form.querySelector("[data-generate]").addEventListener("click", () => {
    seed.value = hex(crypto.getRandomValues(new Uint8Array(16)));
    fill();
  });
} else if (form) {
  form.querySelector("#local_seed").closest(".dasai-script-only").remove();
}
