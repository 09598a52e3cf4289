// Resumable upload; pages import it as a module.
export {Upload, isSupported} from "tus-js-client";
