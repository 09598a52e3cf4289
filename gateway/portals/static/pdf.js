// Draw a document page by page as it is scrolled to; the worker is a file of this site, and nothing of the document runs.
import {GlobalWorkerOptions, getDocument} from "./vendor/pdf.min.js";

const draw = async (holder, document_, number, canvas) => {
  const page = await document_.getPage(number);
  const wide = Math.min(holder.clientWidth, 1000) * Math.min(devicePixelRatio, 2);
  const view = page.getViewport({scale: wide / page.getViewport({scale: 1}).width});
  canvas.width = view.width;
  canvas.height = view.height;
  await page.render({canvasContext: canvas.getContext("2d"), canvas, viewport: view}).promise;
  const text = await page.getTextContent();
  canvas.textContent = text.items.map(item => item.str ?? "").join(" "); // for screen readers
  canvas.dataset.drawn = "";
};

const show = async holder => {
  const words = holder.dataset;
  const state = holder.querySelector("[role=status]");
  GlobalWorkerOptions.workerSrc = words.worker;
  try {
    const shown = await getDocument({
      url: words.pdf, isEvalSupported: false, enableXfa: false, disableFontFace: true, useSystemFonts: false, useWasm: false,
      // by the page and not by the worker, which may fetch nothing
      cMapUrl: words.cmaps, cMapPacked: true, useWorkerFetch: false,
    }).promise;
    state.hidden = true;
    const seen = new IntersectionObserver(entries => entries.filter(entry => entry.isIntersecting).forEach(entry => {
      seen.unobserve(entry.target);
      draw(holder, shown, Number(entry.target.dataset.page), entry.target).catch(() => {});
    }), {rootMargin: "600px"});
    for (let number = 1; number <= shown.numPages; number++) {
      const told = words.wordsPage.replace("{page}", number).replace("{pages}", shown.numPages);
      const figure = document.createElement("figure");
      figure.className = "dasai-pdf-page";
      const canvas = document.createElement("canvas");
      canvas.dataset.page = number;
      canvas.setAttribute("role", "img");
      canvas.setAttribute("aria-label", told);
      const caption = Object.assign(document.createElement("figcaption"), {textContent: told});
      figure.append(canvas, caption);
      holder.append(figure);
      seen.observe(canvas);
    }
  } catch {
    state.textContent = words.wordsFailed;
  }
};

const showIn = part => part.querySelectorAll("[data-pdf]").forEach(show);
showIn(document);
// a part of the page that htmx replaced may hold another document
document.body.addEventListener("htmx:afterSwap", () => showIn(document.getElementById("file")));
