// Keeps the words of a countdown up to date. What is left is the server's word; from then on the page's own stopwatch counts, which no
// change of the computer's clock moves. Nothing is read out: who wants to know reads the line again.
const LENGTHS = {days: 86400000, hours: 3600000, minutes: 60000};

function words(left, texts) {
  if (left <= 0) return texts.over;
  if (left < LENGTHS.minutes) return texts.left.replace("{left}", texts.moment);
  const counts = [];
  let rest = left;
  for (const [unit, length] of Object.entries(LENGTHS)) {
    counts.push([unit, Math.floor(rest / length)]);
    rest %= length;
  }
  const first = counts.findIndex(([, count]) => count > 0);
  const said = counts.slice(first, first + 2).filter(([, count]) => count > 0)
    .map(([unit, count]) => texts[unit][count === 1 ? 0 : 1].replace("{count}", count)).join(texts.between);
  return texts.left.replace("{left}", said);
}

for (const line of document.querySelectorAll("[data-left-ms]")) {
  const left = Number(line.dataset.leftMs), texts = JSON.parse(line.dataset.words), began = performance.now();
  const shown = line.querySelector("[data-countdown]");
  const tick = () => {
    const now = words(left - (performance.now() - began), texts);
    if (shown.textContent !== now) shown.textContent = now;
  };
  setInterval(tick, 1000);
}
