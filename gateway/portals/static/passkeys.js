// Ask the browser to make or to use a passkey; without scripts, codes do all that passkeys do.
const problem = document.getElementById("passkey-problem");
const use = document.getElementById("use-passkey");
const add = document.getElementById("add-passkey");

const send = async (path, body) => {
  const answer = await fetch(path, {
    method: "POST", headers: {"Content-Type": "application/json"}, body: JSON.stringify(body),
  });
  const content = await answer.json();
  if (!answer.ok) throw new Error(document.documentElement.lang === "en" ? content.detail_en : content.detail_zh);
  return content;
};

const attempt = async work => {
  problem.hidden = true;
  try {
    await work();
  } catch (error) {
    const ours = error instanceof Error && !(error instanceof DOMException);
    problem.textContent = ours ? error.message : problem.dataset.failed;
    problem.hidden = false;
  }
};

// browsers since 2023 read and write the JSON of WebAuthn by themselves
if (window.PublicKeyCredential && PublicKeyCredential.parseCreationOptionsFromJSON) {
  if (use) {
    use.hidden = false;
    use.addEventListener("click", () => attempt(async () => {
      const options = await send("/api/v1/sessions/current/passkey/options", {});
      const made = await navigator.credentials.get({publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options)});
      await send("/api/v1/sessions/current/passkey", {credential: made.toJSON()});
      location.assign(document.getElementById("next").value);
    }));
  }
  if (add) {
    add.hidden = false;
    add.addEventListener("submit", event => {
      event.preventDefault();
      attempt(async () => {
        const code = document.getElementById("passkey-code").value;
        const options = await send("/api/v1/accounts/me/second-factor/passkeys/options", {code});
        const made = await navigator.credentials.create({publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options)});
        const name = document.getElementById("passkey-name").value;
        await send("/api/v1/accounts/me/second-factor/passkeys", {name, credential: made.toJSON()});
        location.reload();
      });
    });
  }
}
