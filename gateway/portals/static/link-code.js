// Put the code behind `#` of a one-time link into the form, and take it out of the address and the history.
const code = location.hash.slice(1);
if (/^[A-Za-z0-9_-]{20,300}$/.test(code)) {
  document.getElementById("code").value = code;
  history.replaceState(null, "", location.pathname);
  // what is to be typed next: a new password, or who opens an account; whoever is signed in types nothing more
  (document.getElementById("new_password") ?? document.getElementById("login"))?.focus();
}
