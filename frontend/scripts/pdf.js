// What pages need of pdf.js to draw a document, and no more; its worker is a file of its own.
export {GlobalWorkerOptions, getDocument} from "pdfjs-dist/legacy/build/pdf.mjs";
