// Show the weighted total of a score sheet while it is filled in; what counts is the total that the service computes.
const form = document.querySelector("[data-score-sheet]");
const PLAIN = /^\d+(\.\d{1,4})?$/;

const total = inputs => {
  const scores = inputs.map(input => input.value.trim());
  if (!scores.every(score => PLAIN.test(score))) return null;
  return inputs.reduce((sum, input, place) => sum + Number(input.dataset.weight) * Number(scores[place]), 0);
};

if (form) {
  const inputs = [...form.querySelectorAll("[data-weight]")];
  const shown = form.querySelector("#total");
  const show = () => {
    const sum = total(inputs);
    shown.textContent = sum === null ? "—" : String(Number(sum.toFixed(6)));
  };
  form.addEventListener("input", show);
  show();
}
